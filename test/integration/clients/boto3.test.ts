import { expect, it } from 'vitest'
import { canRun, run } from '../../support/run-command.ts'
import { startBusbar } from '../../support/start-busbar.ts'

const hasBoto3 = canRun('python3', ['-c', 'import boto3'])

it.skipIf(!hasBoto3)(
  'boto3 goes through the quick start (skipped without python3 and boto3)',
  async () => {
    await using busbar = await startBusbar()
    const printed = await run('python3', ['test/fixtures/clients/quick_start.py', busbar.url])
    expect(JSON.parse(printed)).toEqual({
      state: 'Pending',
      invoked: { got: 7 },
      hasTail: true,
      error: ['Unhandled', 'RangeError'],
      rules: ['hourly', 'orders'],
      failedEntries: 1,
      missing: 'Rule nothing does not exist on EventBus default.',
      printed: ['undefined', 'undefined', 'OrderPlaced', 'Scheduled Event'],
    })
  },
  60_000,
)
