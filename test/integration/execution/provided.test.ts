import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { HAS_CURL } from '../../support/execution/machine.ts'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

const PROVIDED = { runtime: 'provided.al2023', handler: 'function.handler' }
type Functions = ReturnType<typeof startExecutor>

/** A runtime of a few lines of shell: it runs `handler`, with the event in `$EVENT` and its id in `$ID`. */
const LOOP = `#!/bin/sh
set -euo pipefail
source "$LAMBDA_TASK_ROOT/$(echo "$_HANDLER" | cut -d. -f1).sh"
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while true; do
  HEADERS="$(mktemp)"
  EVENT="$(curl -sS -LD "$HEADERS" "$API/invocation/next")"
  ID="$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)"
  RESPONSE="$(handler)"
  curl -sS -o /dev/null "$API/invocation/$ID/response" -d "$RESPONSE"
done
`

function define(functions: Functions, handler: string, changes = {}) {
  const files = { bootstrap: LOOP, 'function.sh': `handler () {\n${handler}\n}\n` }
  return functions.define(files, { ...PROVIDED, ...changes })
}

const messagesOf = async (functions: Functions) =>
  (await functions.logged()).map(({ message }) => message)

describe.skipIf(!HAS_CURL)('a bootstrap of shell and curl', () => {
  it('runs unchanged, and its environment is kept', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, 'echo "$EVENT" 1>&2; echo "Echo: \'$EVENT\' $$"')
    const first = await functions.call(configuration, { a: 1 }, { requestId: 'r-1' })
    const second = await functions.call(configuration, { a: 2 })
    const [, pid] = /^Echo: '\{"a":1\}' (\d+)$/.exec(first.payload) ?? []
    expect(second.payload).toBe(`Echo: '{"a":2}' ${pid}`)
    expect(second.initDurationMs).toBeUndefined()
    const messages = await messagesOf(functions)
    expect(messages[0]).toMatch(/^INIT_START Runtime Version: provided:al2023\.v1\t/)
    expect(messages.slice(1, 4)).toEqual([
      'START RequestId: r-1 Version: $LATEST\n',
      '{"a":1}\n',
      'END RequestId: r-1\n',
    ])
  })

  it('keeps the modes of its archive, and starts where the code is', async () => {
    await using functions = startExecutor()
    const zip = zipSync({
      bootstrap: [strToU8(LOOP), { os: 3, attrs: 0o755 << 16 }],
      'function.sh': strToU8('handler () { echo "\\"$PWD $(pwd) $LAMBDA_TASK_ROOT\\""; }'),
    })
    const code = {
      kind: 'zip' as const,
      sha256: await functions.blobs.put(zip),
      sizeBytes: zip.length,
    }
    const result = await functions.call({ ...define(functions, ''), code })
    const root = join(functions.root, 'code', code.sha256)
    expect(answerOf(result)).toBe([root, root, root].join(' '))
  })

  it('is told of no runtime of Lambda’s', async () => {
    await using functions = startExecutor()
    const configuration = define(
      functions,
      'env -0 | tr "\\0" "\\n" | cut -d= -f1 | sort | xargs echo',
    )
    const names = (await functions.call(configuration)).payload.split(' ')
    expect(names).toEqual(
      expect.arrayContaining(['AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', '_HANDLER', 'TMPDIR']),
    )
    expect(names).not.toContain('AWS_EXECUTION_ENV')
    expect(names).not.toContain('NODE_PATH')
    expect(names).not.toContain('VITEST')
  })

  it('may post errors', async () => {
    await using functions = startExecutor()
    const post = `
curl -sS -o /dev/null "$API/invocation/$ID/error" \\
  -H 'Lambda-Runtime-Function-Error-Type: Function.Mine' \\
  -d '{"errorMessage":"no","errorType":"Mine"}'
`
    const configuration = define(functions, post)
    const result = await functions.call(configuration)
    expect(result.payload).toBe('{"errorMessage":"no","errorType":"Mine"}')
    expect(result.error).toEqual({ type: 'Mine', message: 'no' })
    // It goes on to answer what it has answered, is refused, and asks for the next one.
    expect((await functions.call(configuration)).error?.type).toBe('Mine')
    expect(functions.processes()).toHaveLength(1)
  })

  it('may fail its init', async () => {
    await using functions = startExecutor()
    const bootstrap = `#!/bin/sh
curl -sS -o /dev/null "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/init/error" \\
  -H 'Lambda-Runtime-Function-Error-Type: Runtime.NoConfig' \\
  -d '{"errorMessage":"no config","errorType":"Runtime.NoConfig"}'
exit 1
`
    const result = await functions.call(functions.define({ bootstrap }, PROVIDED))
    expect(result.error).toEqual({ type: 'Runtime.NoConfig', message: 'no config' })
    expect((await messagesOf(functions))[1]).toMatch(
      /\tPhase: init\tStatus: error\tError Type: Runtime.NoConfig\n$/,
    )
  })

  it('has answered although it ends before it asks for more', async () => {
    await using functions = startExecutor()
    const once = LOOP.replace('-d "$RESPONSE"', '-d "$RESPONSE"; exit 0')
    const files = { bootstrap: once, 'function.sh': 'handler () { echo "\\"$EVENT $$\\""; }' }
    const configuration = functions.define(files, PROVIDED)
    const first = answerOf(await functions.call(configuration, 1))
    const second = answerOf(await functions.call(configuration, 1))
    expect(first).toMatch(/^1 \d+$/)
    expect(second).not.toBe(first)
  })

  it('ends with a time-out, and all that it started with it', async () => {
    await using functions = startExecutor()
    const pidFile = join(functions.root, 'pid')
    const configuration = define(
      functions,
      `case "$EVENT" in *wait*) sleep 1000 & echo $! > ${pidFile}; wait ;; esac; echo 1`,
      { timeoutSeconds: 2 },
    )
    await functions.call(configuration, {})
    const result = await functions.call(configuration, 'wait', { requestId: 'r-1' })
    expect(result.error).toEqual({
      type: 'Sandbox.Timedout',
      message: 'RequestId: r-1 Error: Task timed out after 2.00 seconds',
    })
    const grandchild = Number(readFileSync(pidFile, 'utf8'))
    await until('the grandchild is gone', () => !isRunning(grandchild))
    expect(answerOf(await functions.call(configuration, {}))).toBe(1)
    await functions.executor.stop()
    expect(functions.processes()).toEqual([])
  })

  it('has its init tried again when it takes too long', async () => {
    await using functions = startExecutor({ initLimitMs: 2_000 })
    const bootstrap = LOOP.replace('set -', '[ -e started ] || { touch started; sleep 60; }\nset -')
    const files = { bootstrap, 'function.sh': 'handler () { echo \'"second try"\'; }' }
    const result = await functions.call(functions.define(files, PROVIDED))
    expect(answerOf(result)).toBe('second try')
    expect(result.initDurationMs).toBeUndefined()
  })
})

describe('a bootstrap that cannot run', () => {
  const ends = (reason: string) => ({
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: `RequestId: r-1 Error: ${reason}`,
  })
  const MISSING = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"

  it.each([
    ['is missing', { other: '' }, MISSING],
    ['is a directory', { 'bootstrap/file': '' }, MISSING],
    [
      'has the line ends of Windows',
      { bootstrap: '#!/bin/sh\r\necho\r\n' },
      'fork/exec /var/task/bootstrap: no such file or directory',
    ],
    [
      'is no program',
      { bootstrap: 'echo without a first line that says what runs it' },
      'fork/exec /var/task/bootstrap: exec format error',
    ],
  ])('is an invalid entrypoint when it %s', async (_why, files, reason) => {
    await using functions = startExecutor()
    const configuration = functions.define(files as Record<string, string>, PROVIDED)
    const result = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual(ends(reason))
    const messages = await messagesOf(functions)
    const failure = 'Status: error\tError Type: Runtime.InvalidEntrypoint\n'
    expect(messages).toEqual([
      expect.stringMatching(/^INIT_START /),
      expect.stringMatching(new RegExp(`^INIT_REPORT .*\tPhase: init\t${failure}$`)),
      'START RequestId: r-1 Version: $LATEST\n',
      `RequestId: r-1 Error: ${reason}\n`,
      'Runtime.InvalidEntrypoint\n',
      'END RequestId: r-1\n',
      expect.stringMatching(new RegExp(`^REPORT .*\t${failure}$`)),
    ])
    expect(functions.processes()).toEqual([])
  })

  it('is an invalid entrypoint when it may not be executed, and runs once it may', async () => {
    await using functions = startExecutor()
    const configuration = functions.define({ bootstrap: '#!/bin/sh\nexit 5\n' }, PROVIDED)
    const bootstrap = join(functions.root, 'functions/hello/bootstrap')
    chmodSync(bootstrap, 0o644)
    const result = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual(ends('fork/exec /var/task/bootstrap: permission denied'))
    chmodSync(bootstrap, 0o755)
    const { error } = await functions.call(configuration, {}, { requestId: 'r-2' })
    expect(error?.message).toBe('RequestId: r-2 Error: Runtime exited with error: exit status 5')
  })

  it('leaves no files of its own', async () => {
    await using functions = startExecutor()
    await functions.call(functions.define({ other: '' }, PROVIDED))
    const temporary = join(functions.stateDirectory, 'tmp')
    await until('its directory is gone', () => readdirSync(temporary).length === 0)
  })
})

describe('a wrapper', () => {
  it('starts a Node.js function with what it has set', async () => {
    await using functions = startExecutor()
    const configuration = functions.define({
      'index.mjs': `export const handler = async () =>
        [process.env.WRAPPED, process.env.AWS_LAMBDA_FUNCTION_NAME, process.execArgv.length]`,
      bootstrap: '#!/bin/sh\nexport WRAPPED="by $0 for $AWS_LAMBDA_FUNCTION_NAME"\nexec "$@"\n',
    })
    const wrapper = join(functions.root, 'functions/hello/bootstrap')
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: wrapper }
    const result = await functions.call({ ...configuration, environment })
    expect(answerOf(result)).toEqual([`by ${wrapper} for hello`, 'hello', 1])
  })

  it('that is not there ends with exit status 127', async () => {
    await using functions = startExecutor()
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/nowhere/wrapper' }
    const configuration = functions.define('export const handler = () => {}', { environment })
    const { error } = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(error?.message).toBe('RequestId: r-1 Error: Runtime exited with error: exit status 127')
  })
})
