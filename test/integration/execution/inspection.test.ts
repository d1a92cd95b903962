import { SourceMap } from 'node:module'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { attachDebugger } from '../../support/execution/attach-debugger.ts'
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

it('stops at a line of the TypeScript that a handler was made of', async () => {
  const port = await freePort()
  await using started = startExecutor({ inspect: { name: 'hello', port } })
  const { define, call } = started
  const files = {
    'index.ts': `import { twice } from './lib/twice'\nexport const handler = async () => twice(21)`,
    'lib/twice.ts': `enum By { Two = 2 }\n\nexport function twice(n: number): number {\n  const by: number = By.Two\n  return n * by\n}`,
  }
  const configuration = define(files)
  await call(configuration)
  await using debug = await attachDebugger(port)
  const script = await debug.script(({ url }) => url.endsWith('/hello/index.ts'))
  const map = new SourceMap(inlineMap(script.sourceMapURL))
  const isWanted = (line: number) => {
    const entry = map.findEntry(line, 4)
    return (
      'originalLine' in entry &&
      entry.originalSource.endsWith('twice.ts') &&
      entry.originalLine === 4
    )
  }
  const lineNumber = Array.from({ length: script.endLine }, (_, line) => line).find(isWanted)
  await debug.send('Debugger.setBreakpointByUrl', { url: script.url, lineNumber })
  const running = call(configuration)
  const { location, functionName } = await debug.paused()
  expect(functionName).toBe('twice')
  expect(map.findEntry(location.lineNumber, location.columnNumber)).toMatchObject({
    originalSource: expect.stringMatching(/lib\/twice\.ts$/),
    originalLine: 4,
  })
  await debug.send('Debugger.resume')
  expect(answerOf(await running)).toBe(42)
})

function inlineMap(url: string) {
  return JSON.parse(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString())
}
