import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

const BREAKS = `export const handler = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, event.ms ?? 0))
  return process.pid
}`

it('runs the named function in one environment under the inspector, past its time-outs', async () => {
  const port = await freePort()
  await using started = startExecutor({
    inspect: { name: 'hello', port },
    initLimitMs: 1,
    maxEnvironments: 2,
  })
  const { define, call } = started
  const configuration = define(BREAKS, { timeoutSeconds: 1 })
  const answers = await Promise.all([
    call(configuration, { ms: 1_200 }),
    call(configuration),
    call(configuration),
  ])
  const pids = answers.map(answerOf)
  expect(pids).toEqual([pids[0], pids[0], pids[0]])
  const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()
  expect(targets).toEqual([expect.objectContaining({ type: 'node' })])
  // Others have no port, and keep their time-outs.
  const other = define(BREAKS, { functionName: 'other', timeoutSeconds: 1 })
  expect((await call(other, { ms: 5_000 })).error?.type).toBe('Sandbox.Timedout')
})

it('gives the port to the environment that follows when the code changes', async () => {
  const port = await freePort()
  await using started = startExecutor({ inspect: { name: 'hello', port } })
  const { define, call, executor } = started
  const first = answerOf(await call(define(BREAKS)))
  executor.retire('everywhere', 'hello')
  const second = answerOf(await call(define(BREAKS)))
  expect(second).not.toBe(first)
  const answer = await fetch(`http://127.0.0.1:${port}/json/version`)
  expect(answer.status).toBe(200)
})

it('stays when another function needs its place', async () => {
  const port = await freePort()
  await using started = startExecutor({ inspect: { name: 'hello', port }, maxEnvironments: 2 })
  const { define, call } = started
  const configuration = define(BREAKS)
  const pid = answerOf(await call(configuration))
  for (const functionName of ['a', 'b']) await call(define(BREAKS, { functionName }))
  expect(answerOf(await call(configuration))).toBe(pid)
})

it('refuses a function of another runtime in clear words', async () => {
  await using started = startExecutor({ inspect: { name: 'hello', port: 9_229 } })
  const { define, call } = started
  const result = await call(define({ 'main.py': '' }, { runtime: 'python3.12' }))
  expect(result.error?.message).toContain(
    'BUSBAR_INSPECT names hello, which is python3.12: the inspector is for Node.js functions only.',
  )
})
