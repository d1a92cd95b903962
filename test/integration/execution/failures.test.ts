import { describe, expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

/** Counts its invocations, and does what the event says. */
const OBEY = `
let count = 0
export const handler = async (event) => {
  count += 1
  if (event.code === undefined) return count
  return new Function('return (async () => {' + event.code + '})()')()
}`

describe('what a handler throws', () => {
  it.each([
    ['an error', 'throw new TypeError("no")', 'TypeError', 'no'],
    ['a rejection', 'await Promise.reject(new RangeError("far"))', 'RangeError', 'far'],
    ['a text', 'throw "just text"', 'string', 'just text'],
    ['a number', 'throw 42', 'number', '42'],
    [
      'an error of its own class',
      'class Mine extends Error { name = "Mine" }; throw new Mine("x")',
      'Mine',
      'x',
    ],
  ])('is the payload: %s', async (_what, code, type, message) => {
    await using functions = startExecutor()
    const configuration = functions.define(OBEY)
    const result = await functions.call(configuration, { code })
    const payload = { errorType: type, errorMessage: message, trace: expect.any(Array) }
    expect(answerOf(result)).toEqual(payload)
    expect(result.error).toEqual({ type, message })
    // The environment lives on.
    expect(answerOf(await functions.call(configuration))).toBe(2)
  })

  it.each([
    ['a synchronous throw', '() => { throw new Error("now") }', 'now'],
    ['a callback', '(event, context, callback) => callback(new Error("back"))', 'back'],
    ['context.fail', '(event, context) => context.fail(new Error("fail"))', 'fail'],
  ])('is the payload of a function that is not async: %s', async (_how, handler, message) => {
    await using functions = startExecutor()
    const result = await functions.call(functions.define(`export const handler = ${handler}`))
    expect(result.error).toEqual({ type: 'Error', message })
    expect(Object(answerOf(result)).trace[0]).toBe(`Error: ${message}`)
  })

  it('is told without a trace when it is no error', async () => {
    await using functions = startExecutor()
    const result = await functions.call(functions.define(OBEY), { code: 'throw "text"' })
    expect(answerOf(result)).toEqual({ errorType: 'string', errorMessage: 'text', trace: [] })
  })

  it('survives errors that fight back', async () => {
    await using functions = startExecutor()
    const code = 'throw Object.defineProperty(new Error(), "stack", { get() { throw 1 } })'
    const result = await functions.call(functions.define(OBEY), { code })
    expect(result.error?.type).toBe('handled')
  })
})

it.each([
  ['a cycle', 'const a = {}; a.a = a; return a'],
  ['a bigint', 'return { n: 1n }'],
])('fails when the result has no JSON: %s', async (_what, code) => {
  await using functions = startExecutor()
  const result = await functions.call(functions.define(OBEY), { code })
  expect(result.error).toEqual({ type: 'Error', message: 'Unable to stringify response body' })
})

it('fails when an async handler has nothing left that could settle it', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(OBEY)
  const { error } = await functions.call(configuration, { code: 'await new Promise(() => {})' })
  expect(error?.type).toBe('Runtime.NodeJsExit')
  expect(error?.message).toMatch(/^The Lambda runtime client detected an unexpected Node.js exit/)
  expect(answerOf(await functions.call(configuration))).toBe(2)
})

it('refuses a response over the limit, and keeps the environment', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(OBEY)
  const result = await functions.call(configuration, { code: 'return "x".repeat(6_291_555)' })
  expect(result.payload).toBe(
    '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
  )
  const largest = await functions.call(configuration, { code: 'return "x".repeat(6_291_554)' })
  expect(largest.payload).toHaveLength(6_291_556)
  expect(answerOf(await functions.call(configuration))).toBe(3)
})

describe('the end of the process', () => {
  it.each([
    ['exit code 0', 'process.exit(0)', 'Runtime exited without providing a reason'],
    ['an exit code', 'process.exit(127)', 'Runtime exited with error: exit status 127'],
    ['abort', 'process.abort()', 'Runtime exited with error: signal: aborted'],
    [
      'a signal',
      'process.kill(process.pid, "SIGKILL"); await new Promise(() => setInterval(() => {}, 9))',
      'Runtime exited with error: signal: killed',
    ],
    [
      'a segmentation fault',
      'process.kill(process.pid, "SIGSEGV"); await new Promise(() => setInterval(() => {}, 9))',
      'Runtime exited with error: signal: segmentation fault',
    ],
  ])('is told as Runtime.ExitError: %s', async (_how, code, reason) => {
    await using functions = startExecutor()
    const configuration = functions.define(OBEY)
    const result = await functions.call(configuration, { code }, { requestId: 'r-1' })
    const message = `RequestId: r-1 Error: ${reason}`
    expect(answerOf(result)).toEqual({ errorType: 'Runtime.ExitError', errorMessage: message })
    expect(result.error).toEqual({ type: 'Runtime.ExitError', message })
    // The next invocation has a new environment.
    const next = await functions.call(configuration)
    expect(answerOf(next)).toBe(1)
    expect(next.initDurationMs).toBeGreaterThan(0)
  })

  it.each([
    [
      'an uncaught exception',
      'setTimeout(() => { throw new Error("late") }); await new Promise((go) => setTimeout(go, 999))',
      { type: 'Error', message: 'late' },
    ],
    [
      'an unhandled rejection',
      'Promise.reject(new Error("lost")); await new Promise((go) => setTimeout(go, 999))',
      { type: 'Runtime.UnhandledPromiseRejection', message: 'Error: lost' },
    ],
  ])('follows %s, whose error is the answer', async (_what, code, error) => {
    await using functions = startExecutor()
    const configuration = functions.define(OBEY)
    expect((await functions.call(configuration, { code })).error).toEqual(error)
    expect(answerOf(await functions.call(configuration))).toBe(1)
  })

  it('of an idle environment is no invocation’s failure', async () => {
    await using functions = startExecutor()
    const configuration = functions.define(OBEY)
    await functions.call(configuration, { code: 'setTimeout(() => process.exit(1), 20)' })
    await until('it is gone', () => functions.executor.environments().idle === 0)
    expect(answerOf(await functions.call(configuration))).toBe(1)
  })

  it('takes along what the handler started', async () => {
    await using functions = startExecutor()
    const code = `
      const { spawn } = await import('node:child_process')
      return spawn('sleep', ['1000'], { stdio: 'ignore' }).pid`
    const pid = Number(answerOf(await functions.call(functions.define(OBEY), { code })))
    expect(isRunning(pid)).toBe(true)
    await functions.executor.stop()
    await until('the grandchild is gone', () => !isRunning(pid))
  })
})

describe('a time-out', () => {
  it.each([
    ['a wait', 'await new Promise((go) => setTimeout(go, 60_000))'],
    ['a loop', 'for (;;);'],
    ['a loop of microtasks', 'for (;;) await null'],
  ])('ends %s', async (_what, code) => {
    await using functions = startExecutor()
    const configuration = functions.define(OBEY, { timeoutSeconds: 0.25 })
    const result = await functions.call(configuration, { code }, { requestId: 'r-1' })
    expect(result.payload).toBe(
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r-1 Error: Task timed out after 0.25 seconds"}',
    )
    expect(result.durationMs).toBe(250)
    expect(answerOf(await functions.call(configuration))).toBe(1)
  })
})

describe('too much memory', () => {
  it.each([
    ['the heap', 'const all = []; for (;;) all.push(new Array(10_000).fill({}))'],
    [
      'buffers',
      'const all = []; for (;;) { all.push(Buffer.alloc(9_000_000, 1)); await new Promise((go) => setTimeout(go)) }',
    ],
  ])('ends the process: %s', async (_where, code) => {
    await using functions = startExecutor()
    const configuration = functions.define(OBEY, { timeoutSeconds: 20 })
    const result = await functions.call(configuration, { code }, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: r-1 Error: Runtime exited with error: signal: killed',
    })
    const report = (await functions.logged()).at(-1)?.message
    expect(report).toContain('\tMax Memory Used: 128 MB\t')
    expect(report).toMatch(/\tStatus: error\tError Type: Runtime.OutOfMemory\n$/)
    expect(answerOf(await functions.call(configuration))).toBe(1)
  })
})

describe('init', () => {
  it.each([
    ['a module that is not there', { 'other.mjs': '' }, 'Runtime.ImportModuleError'],
    ['a syntax error', { 'index.mjs': 'export const = 1' }, 'Runtime.UserCodeSyntaxError'],
    ['a syntax error in CommonJS', { 'index.js': 'exports = = 1' }, 'Runtime.UserCodeSyntaxError'],
    [
      'a package that is not there',
      { 'index.js': 'require("nowhere")' },
      'Runtime.ImportModuleError',
    ],
    ['no such export', { 'index.mjs': 'export const other = 1' }, 'Runtime.HandlerNotFound'],
    ['an error in the module', { 'index.mjs': 'throw new RangeError("top")' }, 'RangeError'],
  ])('failing is the error of the invocation: %s', async (_why, files, type) => {
    await using functions = startExecutor()
    const configuration = functions.define(files as Record<string, string>)
    const result = await functions.call(configuration)
    expect(result.error?.type).toBe(type)
    expect(Object(answerOf(result)).trace).toBeInstanceOf(Array)
    const messages = (await functions.logged()).map(({ message }) => message)
    expect(messages[1]).toMatch(/\tundefined\tERROR\tUncaught Exception \t\{"errorType":/)
    expect(messages[2]).toMatch(
      new RegExp(
        `^INIT_REPORT Init Duration: .* ms\tPhase: init\tStatus: error\tError Type: ${type}\n$`,
      ),
    )
  })

  it('failing is tried again by the next invocation', async () => {
    await using functions = startExecutor()
    const broken = functions.define('throw new Error("not yet")')
    expect((await functions.call(broken)).error?.message).toBe('not yet')
    functions.define('export const handler = async () => "now"')
    expect(answerOf(await functions.call(broken))).toBe('now')
  })

  it.each([
    ['exits', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
    [
      'waits for nothing',
      'await new Promise(() => {})',
      'Runtime exited with error: exit status 13',
    ],
  ])('that %s is the error of the invocation', async (_what, code, reason) => {
    await using functions = startExecutor()
    const { error } = await functions.call(functions.define(code), {}, { requestId: 'r-1' })
    expect(error).toEqual({ type: 'Runtime.ExitError', message: `RequestId: r-1 Error: ${reason}` })
  })
})
