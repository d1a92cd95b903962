import { expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

const MARK = `
import { existsSync, writeFileSync } from 'node:fs'
const file = new URL('./started', import.meta.url)
const isFirst = !existsSync(file)
writeFileSync(file, '')
`

it('tries an init that takes too long again, on the invocation’s own time', async () => {
  await using functions = startExecutor({ initLimitMs: 300 })
  const configuration = functions.define(`${MARK}
    if (isFirst) for (;;);
    export const handler = async () => 'second try'`)
  const result = await functions.call(configuration)
  expect(answerOf(result)).toBe('second try')
  expect(result.initDurationMs).toBeUndefined()

  const messages = (await functions.logged()).map(({ message }) => message)
  expect(messages.map((message) => message.split(' ')[0])).toEqual([
    'INIT_START',
    'INIT_REPORT',
    'START',
    'END',
    'REPORT',
  ])
  expect(messages[1]).toBe('INIT_REPORT Init Duration: 300.00 ms\tPhase: init\tStatus: timeout\n')
})

it('times out with the function when the second try takes too long as well', async () => {
  await using functions = startExecutor({ initLimitMs: 100 })
  const configuration = functions.define('for (;;);', { timeoutSeconds: 0.2 })
  const { error, durationMs } = await functions.call(configuration)
  expect(error?.type).toBe('Sandbox.Timedout')
  expect(durationMs).toBe(200)
  const messages = (await functions.logged()).map(({ message }) => message)
  expect(messages).toContain(
    'INIT_REPORT Init Duration: 200.00 ms\tPhase: invoke\tStatus: timeout\n',
  )
})
