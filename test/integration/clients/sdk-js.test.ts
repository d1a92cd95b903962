import { expect, it } from 'vitest'
import { run } from '../../support/run-command.ts'
import { ACCOUNT, REGION, startBusbar } from '../../support/start-busbar.ts'

it('the AWS SDK for JavaScript goes through the quick start, told of the server by its environment alone', async () => {
  await using busbar = await startBusbar()
  const printed = await run(process.execPath, ['test/fixtures/clients/quick-start.mjs'], {
    AWS_ENDPOINT_URL: busbar.url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'secret',
  })
  expect(JSON.parse(printed)).toEqual({
    state: 'Pending',
    invoked: { got: 7 },
    tail: true,
    error: ['Unhandled', 'RangeError'],
    rules: ['hourly', 'orders'],
    failedEntries: 1,
    printed: ['undefined', 'undefined', 'OrderPlaced', 'Scheduled Event'],
  })
}, 60_000)
