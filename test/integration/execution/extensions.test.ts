import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HAS_CURL } from '../../support/execution/machine.ts'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

type Functions = ReturnType<typeof startExecutor>

/** What each of the programs below has at hand; `diary` writes down what happened, in order. */
const COMMON = `#!${process.execPath}
const { appendFileSync } = require('node:fs')
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2020-01-01/extension'
const name = require('node:path').basename(process.argv[1])
const diary = (...words) => appendFileSync(process.env.DIARY, [name, ...words].join(' ') + '\\n')
let headers = { 'Lambda-Extension-Name': name }
const register = async (...events) => {
  const answer = await fetch(api + '/register', { method: 'POST', headers, body: JSON.stringify({ events }) })
  headers = { 'Lambda-Extension-Identifier': answer.headers.get('lambda-extension-identifier') }
}
const next = async () => (await fetch(api + '/event/next', { headers })).json()
const fail = (phase, type) =>
  fetch(api + '/' + phase + '/error', {
    method: 'POST',
    headers: { ...headers, 'Lambda-Extension-Function-Error-Type': type },
  })
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
`

/** Follows every event to the end. */
const WATCHER = `
  await register('INVOKE', 'SHUTDOWN')
  console.log('watching', process.pid)
  for (;;) {
    const { eventType, requestId, shutdownReason } = await next()
    diary(eventType, requestId ?? shutdownReason)
    if (eventType === 'SHUTDOWN') return
  }`

const HANDLER = `
  const { appendFileSync } = require('node:fs')
  exports.handler = async (event) => {
    appendFileSync(process.env.DIARY, 'handler\\n')
    if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep))
    return event
  }`

function define(
  functions: Functions,
  programs: Readonly<Record<string, string>>,
  changes: Parameters<Functions['define']>[1] = {},
  files: Readonly<Record<string, string>> = { 'index.js': HANDLER },
) {
  const layer = join(functions.root, 'layer')
  mkdirSync(join(layer, 'extensions'), { recursive: true })
  for (const [name, body] of Object.entries(programs)) {
    const path = join(layer, 'extensions', name)
    writeFileSync(path, `${COMMON}\n;(async () => {${body}\n})()\n`)
    chmodSync(path, 0o755)
  }
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:layer:l:1'
  return functions.define(files, {
    layers: [{ arn, code: { kind: 'directory', path: layer } }],
    environment: { DIARY: join(functions.root, 'diary') },
    ...changes,
  })
}

function diaryOf({ root }: Functions): string[] {
  return readFileSync(join(root, 'diary'), 'utf8').trimEnd().split('\n')
}

const messagesOf = async (functions: Functions) =>
  (await functions.logged()).map(({ message }) => message)

describe('an extension', () => {
  it('sees each invocation, and the end of its environment', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, { watcher: WATCHER })
    const first = await functions.call(configuration, { n: 1 }, { requestId: 'r-1' })
    const second = await functions.call(configuration, { n: 2 }, { requestId: 'r-2' })
    expect([answerOf(first), answerOf(second)]).toEqual([{ n: 1 }, { n: 2 }])
    expect(second.initDurationMs).toBeUndefined()
    const messages = await messagesOf(functions)
    expect(messages).toContain(
      'EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n',
    )
    const pid = Number(/watching (\d+)/.exec(messages.join('\n'))?.[1])
    expect(isRunning(pid)).toBe(true)
    await functions.executor.stop()
    expect(isRunning(pid)).toBe(false)
    const diary = diaryOf(functions)
    expect(diary.filter((line) => line.startsWith('watcher'))).toEqual([
      'watcher INVOKE r-1',
      'watcher INVOKE r-2',
      'watcher SHUTDOWN spindown',
    ])
  })

  it('is there before the runtime, and its init is part of the init', async () => {
    await using functions = startExecutor()
    const slow = `await pause(300); diary('registers'); await register(); await pause(300); diary('ready'); await next()`
    const configuration = define(
      functions,
      { slow },
      {},
      {
        'index.js': `require('node:fs').appendFileSync(process.env.DIARY, 'init\\n');${HANDLER}`,
      },
    )
    const { initDurationMs = 0 } = await functions.call(configuration)
    expect(initDurationMs).toBeGreaterThan(600)
    expect(diaryOf(functions)).toEqual(['slow registers', 'init', 'slow ready', 'handler'])
  })

  it('keeps its environment busy until it asks for the next event', async () => {
    await using functions = startExecutor({ maxEnvironments: 1 })
    const late = `
      await register('INVOKE')
      for (;;) { await next(); await pause(200); diary('done') }`
    const configuration = define(functions, { late })
    await functions.call(configuration)
    await functions.call(configuration)
    expect(diaryOf(functions)).toEqual(['handler', 'late done', 'handler', 'late done'])
  })

  it('has the variables of its function, but for those of the runtime', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, {
      curious: `await register(); console.log(JSON.stringify(process.env)); await next()`,
    })
    await functions.call(configuration)
    const line = (await messagesOf(functions)).find((message) => message.startsWith('{')) ?? '{}'
    const variables: Record<string, string> = JSON.parse(line)
    expect(variables).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'hello',
      AWS_REGION: 'eu-west-1',
      DIARY: expect.anything(),
    })
    expect(Object.keys(variables).filter((name) => name.startsWith('_'))).toEqual([])
  })

  it('stands still with its function between two invocations where that is asked for', async () => {
    await using functions = startExecutor({ freezes: true })
    const configuration = define(functions, { watcher: WATCHER })
    await functions.call(configuration)
    const pid = Number(/watching (\d+)/.exec((await messagesOf(functions)).join('\n'))?.[1])
    const stateOf = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0]
    if (process.platform === 'linux') await until('it stands still', () => stateOf() === 'T')
    expect(answerOf(await functions.call(configuration, { n: 2 }))).toEqual({ n: 2 })
    await functions.executor.stop()
    expect(diaryOf(functions).at(-1)).toBe('watcher SHUTDOWN spindown')
  })
})

describe('an extension that fails', () => {
  const failed = (errorType: string, reason: string) => ({
    errorType,
    errorMessage: `RequestId: r-1 Error: ${reason}`,
  })

  it.each([
    ['exits before it registers', 'process.exit(3)', 'Extension.Crash', 'exit status 3'],
    ['ends quietly', 'await register()', 'Extension.Crash', 'exit code 0'],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'Extension.Crash', 'signal: killed'],
    [
      'says so at its init',
      `await register(); await fail('init', 'My.Reason'); process.exit(1)`,
      'Extension.InitError',
      'exit status 1',
    ],
    [
      'says so when it ends',
      `await register('INVOKE'); await next(); await fail('exit', 'My.Reason'); process.exit(1)`,
      'Extension.ExitError',
      'exit status 1',
    ],
  ])('and %s ends the invocation', async (_, body, errorType, reason) => {
    await using functions = startExecutor()
    const configuration = define(functions, { bad: body })
    const payload = { sleep: 5_000 }
    const result = await functions.call(configuration, payload, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual(failed(errorType, reason))
    expect(result.error?.type).toBe(errorType)
  })

  it('is named when it cannot be started', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, { locked: '' })
    chmodSync(join(functions.root, 'layer/extensions/locked'), 0o644)
    const result = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual(
      failed('Extension.LaunchError', 'fork/exec /opt/extensions/locked: permission denied'),
    )
    expect(await messagesOf(functions)).toContain(
      'EXTENSION\tName: locked\tState: LaunchError\tEvents: []\tError Type: PermissionDenied\n',
    )
  })

  it('may crash after the answer, which counts; the next invocation has a new environment', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, {
      tired: `await register('INVOKE'); await next(); while (true) {
        await pause(5)
        if (require('node:fs').readFileSync(process.env.DIARY, 'utf8').includes('handler')) break
      }
      await pause(100); process.exit(1)`,
    })
    const first = await functions.call(configuration, { n: 1 })
    expect(answerOf(first)).toEqual({ n: 1 })
    const second = await functions.call(configuration, { n: 2 })
    expect(second.initDurationMs).toBeDefined()
  })

  it('and is too slow to register uses up the time of the init, and then of the invocation', async () => {
    await using functions = startExecutor({ initLimitMs: 300 })
    const configuration = define(functions, { never: 'await pause(60_000)' }, { timeoutSeconds: 1 })
    const result = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r-1 Error: Task timed out after 1.00 seconds',
    })
  })

  it('and never asks for the next event ends the environment in time, not the answer', async () => {
    await using functions = startExecutor()
    const stuck = `
      await register('INVOKE', 'SHUTDOWN')
      await next()
      await pause(60_000)`
    const configuration = define(functions, { stuck, watcher: WATCHER }, { timeoutSeconds: 1 })
    expect(answerOf(await functions.call(configuration, { n: 1 }))).toEqual({ n: 1 })
    await functions.executor.stop()
    expect(diaryOf(functions).at(-1)).toBe('watcher SHUTDOWN timeout')
  })

  it('leaves nothing behind', async () => {
    await using functions = startExecutor()
    const deaf = `await register('SHUTDOWN'); console.log('deaf', process.pid); await next(); await pause(60_000)`
    const configuration = define(functions, { deaf })
    await functions.call(configuration)
    const pid = Number(/deaf (\d+)/.exec((await messagesOf(functions)).join('\n'))?.[1])
    await functions.executor.stop()
    expect(isRunning(pid)).toBe(false)
    expect(functions.processes()).toEqual([])
  })
})

it('is told of the time-out of its function', async () => {
  await using functions = startExecutor()
  const configuration = define(functions, { watcher: WATCHER }, { timeoutSeconds: 1 })
  const result = await functions.call(configuration, { sleep: 5_000 })
  expect(result.error?.type).toBe('Sandbox.Timedout')
  await functions.executor.stop()
  expect(diaryOf(functions).at(-1)).toBe('watcher SHUTDOWN timeout')
})

it.skipIf(!HAS_CURL)('shares the API of a runtime of its function’s own', async () => {
  await using functions = startExecutor()
  const bootstrap = `#!/bin/sh
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
ID=$(curl -sS -D - -o /dev/null -X POST -H 'Lambda-Extension-Name: inner' -d '{"events":["INVOKE"]}' \\
  "http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension/register" | grep -Fi lambda-extension-identifier | tr -d '[:space:]' | cut -d: -f2)
(while true; do
  NEXT=$(curl -sS -H "Lambda-Extension-Identifier: $ID" "http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension/event/next") || exit
  echo "$NEXT" >> "$DIARY"
done) &
while true; do
  HEADERS="$(mktemp)"
  EVENT="$(curl -sS -LD "$HEADERS" "$API/invocation/next")"
  REQUEST="$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)"
  curl -sS -o /dev/null "$API/invocation/$REQUEST/response" -d "$EVENT"
done
`
  const configuration = define(
    functions,
    { watcher: WATCHER },
    { runtime: 'provided.al2023' },
    { bootstrap },
  )
  expect(answerOf(await functions.call(configuration, { n: 1 }, { requestId: 'r-1' }))).toEqual({
    n: 1,
  })
  const messages = await messagesOf(functions)
  expect(messages).toContain('EXTENSION\tName: inner\tState: Ready\tEvents: [INVOKE]\n')
  await functions.executor.stop()
  const diary = diaryOf(functions)
  expect(diary.some((line) => line.startsWith('{') && line.includes('"requestId":"r-1"'))).toBe(
    true,
  )
  expect(diary).toContain('watcher INVOKE r-1')
})
