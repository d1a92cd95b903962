import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'
import { isRunning, until } from '../../support/execution/until.ts'

/** Runs the code that the event holds; `result` is what it returns. */
const OBEY = `
import os, sys
count = 0
def handler(event, context):
    global count
    count += 1
    if 'code' not in event: return count
    scope = {'context': context, 'result': None}
    exec(event['code'], scope)
    return scope['result']`

const PYTHON = { runtime: 'python3.13', handler: 'index.handler' }

function define(
  functions: ReturnType<typeof startExecutor>,
  source: string | Record<string, string> = OBEY,
  changes: Parameters<typeof functions.define>[1] = {},
) {
  const files = typeof source === 'string' ? { 'index.py': source } : source
  return functions.define(files, { ...PYTHON, ...changes })
}

const messagesOf = async (functions: ReturnType<typeof startExecutor>) =>
  (await functions.logged()).map(({ message }) => message)

describe.skipIf(!HAS_PYTHON)('a Python function', () => {
  it('keeps its environment for the next invocation', async () => {
    await using functions = startExecutor()
    const configuration = define(functions)
    const first = await functions.call(configuration)
    const second = await functions.call(configuration)
    expect([answerOf(first), answerOf(second)]).toEqual([1, 2])
    expect(first.initDurationMs).toBeGreaterThan(0)
    expect(second.initDurationMs).toBeUndefined()
    expect(functions.processes()).toHaveLength(1)
  })

  it('is told what Lambda tells', async () => {
    await using functions = startExecutor()
    const code = `
import os
c = context.client_context
result = {
  'request': context.aws_request_id, 'arn': context.invoked_function_arn,
  'name': context.function_name, 'version': context.function_version,
  'memory': context.memory_limit_in_mb, 'group': context.log_group_name,
  'remaining': context.get_remaining_time_in_millis(), 'tenant': context.tenant_id,
  'identity': context.identity.cognito_identity_id,
  'custom': c.custom, 'app': c.client.app_title, 'none': c.client.installation_id, 'env': c.env,
  'trace': os.environ['_X_AMZN_TRACE_ID'], 'cwd': os.getcwd(),
}`
    const answer = await functions.call(
      define(functions),
      { code },
      {
        requestId: 'r-1',
        clientContext: '{"custom":{"é":1},"client":{"app_title":"shop"},"env":{"a":"b"}}',
        traceHeader: 'Root=1-2-3',
      },
    )
    expect(answerOf(answer)).toEqual({
      request: 'r-1',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:hello',
      name: 'hello',
      version: '$LATEST',
      memory: '128',
      group: '/aws/lambda/hello',
      remaining: expect.any(Number),
      tenant: null,
      identity: null,
      custom: { é: 1 },
      app: 'shop',
      none: null,
      env: { a: 'b' },
      trace: 'Root=1-2-3',
      cwd: join(functions.root, 'functions/hello'),
    })
    const { remaining } = Object(answerOf(answer))
    expect(remaining).toBeGreaterThan(0)
    expect(remaining).toBeLessThanOrEqual(10_000)
  })

  it('sees the variables of Lambda and its own, and nothing of the server', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, OBEY, { environment: { STAGE: 'dev' } })
    const code = 'import os; result = dict(os.environ)'
    const variables = Object(answerOf(await functions.call(configuration, { code })))
    const path = join(functions.root, 'functions/hello')
    expect(variables).toMatchObject({
      _HANDLER: 'index.handler',
      AWS_EXECUTION_ENV: 'AWS_Lambda_python3.13',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      LAMBDA_TASK_ROOT: path,
      PWD: path,
      TMPDIR: expect.stringContaining(functions.stateDirectory),
      STAGE: 'dev',
    })
    const names = Object.keys(variables)
    expect(names).not.toContain('NODE_PATH')
    expect(names).not.toContain('_LAMBDA_TELEMETRY_LOG_FD')
    expect(names).not.toContain('VITEST')
  })

  it('finds its own modules before those of its layers', async () => {
    await using functions = startExecutor()
    const code = 'import sys; result = [sys.path, list(sys.version_info[:2])]'
    const [path, [major, minor]] = Object(
      answerOf(await functions.call(define(functions), { code })),
    )
    expect(path.slice(0, 3)).toEqual([
      join(functions.root, 'functions/hello'),
      `/opt/python/lib/python${major}.${minor}/site-packages`,
      '/opt/python',
    ])
  })

  it('leaves nothing beside its code, and nothing in its temporary directory', async () => {
    await using functions = startExecutor()
    const code = 'import os, tempfile; result = tempfile.mkdtemp()'
    const made = String(answerOf(await functions.call(define(functions), { code })))
    expect(existsSync(made)).toBe(true)
    await functions.executor.stop()
    expect(existsSync(made)).toBe(false)
    expect(readdirSync(join(functions.root, 'functions/hello'))).toEqual(['index.py'])
    expect(functions.processes()).toEqual([])
  })
})

describe.skipIf(!HAS_PYTHON)('the result of a Python function', () => {
  it.each([
    ['nothing', 'pass', 'null'],
    [
      'a decimal, with all its digits',
      'from decimal import Decimal; result = [Decimal("1.10")]',
      '[1.10]',
    ],
    ['bytes, as they are', 'result = b"{ raw }"', '{ raw }'],
    ['what is not ASCII, as it is', 'result = "\\u00e9"', '"é"'],
  ])('is JSON: %s', async (_what, code, payload) => {
    await using functions = startExecutor()
    expect((await functions.call(define(functions), { code })).payload).toBe(payload)
  })

  it('is escaped as before Python 3.12', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, OBEY, { runtime: 'python3.11' })
    const { payload } = await functions.call(configuration, { code: 'result = "\\u00e9"' })
    expect(payload).toBe('"\\u00e9"')
  })

  it('without JSON is an error of the runtime', async () => {
    await using functions = startExecutor()
    const { error } = await functions.call(define(functions), { code: 'result = {1, 2}' })
    expect(error).toEqual({
      type: 'Runtime.MarshalError',
      message: 'Unable to marshal response: Object of type set is not JSON serializable',
    })
  })

  it('over the limit is refused, and the environment is kept', async () => {
    await using functions = startExecutor()
    const configuration = define(functions)
    const tooLong = await functions.call(configuration, { code: 'result = "x" * 6291555' })
    expect(tooLong.error?.type).toBe('Function.ResponseSizeTooLarge')
    const longest = await functions.call(configuration, { code: 'result = "x" * 6291554' })
    expect(longest.payload).toHaveLength(6_291_556)
    expect(answerOf(await functions.call(configuration))).toBe(3)
  })
})

describe.skipIf(!HAS_PYTHON)('what a Python function raises', () => {
  it('is the payload, and one entry of the log', async () => {
    await using functions = startExecutor()
    const configuration = define(
      functions,
      'def fail():\n    raise ValueError("no\\nway")\n\ndef handler(event, context):\n    fail()\n',
    )
    const result = await functions.call(configuration, {}, { requestId: 'r-1' })
    const file = join(functions.root, 'functions/hello/index.py')
    expect(answerOf(result)).toEqual({
      errorMessage: 'no\nway',
      errorType: 'ValueError',
      requestId: 'r-1',
      stackTrace: [
        `  File "${file}", line 5, in handler\n    fail()\n`,
        `  File "${file}", line 2, in fail\n    raise ValueError("no\\nway")\n`,
      ],
    })
    expect(result.error).toEqual({ type: 'ValueError', message: 'no\nway' })
    expect(await messagesOf(functions)).toContain(
      [
        '[ERROR] ValueError: no',
        'way',
        'Traceback (most recent call last):',
        `\u00a0\u00a0File "${file}", line 5, in handler`,
        '\u00a0\u00a0\u00a0\u00a0fail()',
        `\u00a0\u00a0File "${file}", line 2, in fail`,
        '\u00a0\u00a0\u00a0\u00a0raise ValueError("no\\nway")\n',
      ].join('\n'),
    )
    // A plain exception ends nothing.
    expect(functions.executor.environments().idle).toBe(1)
  })

  it.each([
    [
      'a module that is not there',
      {},
      'Runtime.ImportModuleError',
      "Unable to import module 'index': No module named 'index'",
    ],
    [
      'a module in it that is not there',
      { 'index.py': 'import nowhere' },
      'Runtime.ImportModuleError',
      "Unable to import module 'index': No module named 'nowhere'",
    ],
    [
      'a syntax error',
      { 'index.py': 'def (' },
      'Runtime.UserCodeSyntaxError',
      /^Syntax error in module 'index': .* \(index.py, line 1\)$/,
    ],
    [
      'no such function',
      { 'index.py': 'x = 1' },
      'Runtime.HandlerNotFound',
      "Handler 'handler' missing on module 'index'",
    ],
    ['an error in the module', { 'index.py': 'raise KeyError("top")' }, 'KeyError', "'top'"],
  ])('in its init is the error of the invocation: %s', async (_why, files, type, message) => {
    await using functions = startExecutor()
    const result = await functions.call(define(functions, { 'other.py': '', ...files }))
    expect(result.error?.type).toBe(type)
    expect(result.error?.message).toMatch(message)
    expect(Object(answerOf(result)).requestId).toBe('')
    const platformType = type.startsWith('Runtime.') ? type : 'Runtime.Unknown'
    const report = (await messagesOf(functions)).find((line) => line.startsWith('INIT_REPORT'))
    expect(report).toMatch(
      new RegExp(`\tPhase: init\tStatus: error\tError Type: ${platformType}\n$`),
    )
  })

  it.each([
    ['index', 'Runtime.MalformedHandlerName', /^Bad handler 'index': not enough values/],
    [
      'sys.exit',
      'Runtime.BuiltInModuleConflict',
      'Cannot use built-in module sys as a handler module',
    ],
  ])('because of its handler %s', async (handler, type, message) => {
    await using functions = startExecutor()
    const { error } = await functions.call(define(functions, OBEY, { handler }))
    expect(error?.type).toBe(type)
    expect(error?.message).toMatch(message)
  })

  it('finds handlers in packages, by slashes and by dots', async () => {
    await using functions = startExecutor()
    const files = { 'app/api/main.py': 'def run(event, context): return __name__' }
    for (const handler of ['app/api/main.run', 'app.api.main.run']) {
      const result = await functions.call(define(functions, files, { handler }))
      expect(answerOf(result)).toBe('app.api.main')
    }
  })
})

describe.skipIf(!HAS_PYTHON)('the end of a Python process', () => {
  it.each([
    ['exit code 0', 'import sys; sys.exit(0)', 'Runtime exited without providing a reason'],
    ['an exit code', 'import os; os._exit(7)', 'Runtime exited with error: exit status 7'],
    ['a signal', 'import os; os.kill(os.getpid(), 9)', 'Runtime exited with error: signal: killed'],
    [
      'a segmentation fault',
      'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)',
      'Runtime exited with error: signal: segmentation fault',
    ],
  ])('is told as Runtime.ExitError: %s', async (_how, code, reason) => {
    await using functions = startExecutor()
    const configuration = define(functions)
    const result = await functions.call(configuration, { code }, { requestId: 'r-1' })
    const message = `RequestId: r-1 Error: ${reason}`
    expect(answerOf(result)).toEqual({ errorType: 'Runtime.ExitError', errorMessage: message })
    expect(answerOf(await functions.call(configuration))).toBe(1)
  })

  it('in its init is told as well', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, 'import sys\nsys.exit(3)')
    const { error } = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(error?.message).toBe('RequestId: r-1 Error: Runtime exited with error: exit status 3')
  })

  it('comes with a time-out, and takes along what it started', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, OBEY, { timeoutSeconds: 1 })
    await functions.call(configuration)
    const pidFile = join(functions.root, 'pid')
    const code = `
import subprocess
child = subprocess.Popen(['sleep', '1000'])
open(${JSON.stringify(pidFile)}, 'w').write(str(child.pid))
while True: pass`
    const result = await functions.call(configuration, { code }, { requestId: 'r-1' })
    expect(result.payload).toBe(
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r-1 Error: Task timed out after 1.00 seconds"}',
    )
    const grandchild = Number(readFileSync(pidFile, 'utf8'))
    await until('the grandchild is gone', () => !isRunning(grandchild))
    expect(answerOf(await functions.call(configuration))).toBe(1)
  })

  it('comes with too much memory', async () => {
    await using functions = startExecutor()
    const code = 'all = []\nwhile True: all.append(b"x" * 1_000_000)'
    const result = await functions.call(define(functions), { code }, { requestId: 'r-1' })
    expect(result.error?.message).toBe(
      'RequestId: r-1 Error: Runtime exited with error: signal: killed',
    )
    const report = (await messagesOf(functions)).at(-1)
    expect(report).toMatch(/\tStatus: error\tError Type: Runtime.OutOfMemory\n$/)
  })
})

describe.skipIf(!HAS_PYTHON)('the log of a Python function', () => {
  it('has what it prints as it is, and what it logs with level, time and request', async () => {
    await using functions = startExecutor()
    const code = `
import logging, sys
print('out')
print('err', file=sys.stderr)
sys.stdout.write('no newline')
sys.stdout.flush()
logging.warning('two\\nlines')
logging.info('below the level')
context.log('from the context')`
    const result = await functions.call(define(functions), { code }, { requestId: 'r-1' })
    const messages = await messagesOf(functions)
    expect(messages).toEqual(
      expect.arrayContaining(['out\n', 'err\n', 'no newline\n', 'from the context\n']),
    )
    const logged = messages.filter((line) => line.startsWith('['))
    expect(logged).toEqual([
      expect.stringMatching(
        /^\[WARNING\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tr-1\ttwo\nlines\n$/,
      ),
    ])
    expect(messages[0]).toMatch(/^INIT_START Runtime Version: python:3\.13\.v1\t/)
    expect(messages.at(-2)).toBe('END RequestId: r-1\n')
    expect(messages.at(-1)).toMatch(/\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/)
    expect(Buffer.from(result.logTail()).toString()).toContain('two\nlines')
  })

  it('says it when another version runs it', async () => {
    await using functions = startExecutor()
    const code = 'import sys; result = "python%d.%d" % sys.version_info[:2]'
    for (const runtime of ['python3.8', 'python3.14']) {
      const functionName = runtime.replace('.', '-')
      const configuration = define(functions, OBEY, { runtime, functionName })
      const real = answerOf(await functions.call(configuration, { code }))
      const notes = (await functions.logged(functionName)).filter(({ message }) =>
        message.startsWith(`busbar: ${runtime} is not on this machine; Python 3.`),
      )
      expect(notes).toHaveLength(real === runtime ? 0 : 1)
    }
  })

  it('keeps up with much output', async () => {
    await using functions = startExecutor()
    const code = 'for n in range(5000): print("line", n)'
    await functions.call(define(functions), { code })
    const lines = (await messagesOf(functions)).filter((line) => line.startsWith('line '))
    expect(lines).toHaveLength(5_000)
    expect(lines.at(-1)).toBe('line 4999\n')
  })
})

it.skipIf(!HAS_PYTHON)('is started through the wrapper of the function', async () => {
  await using functions = startExecutor()
  const configuration = define(
    functions,
    { 'index.py': OBEY, bootstrap: '#!/bin/sh\nexport WRAPPED="$#"\nexec "$@"\n' },
    { environment: { AWS_LAMBDA_EXEC_WRAPPER: '' } },
  )
  const environment = {
    AWS_LAMBDA_EXEC_WRAPPER: join(functions.root, 'functions/hello/bootstrap'),
  }
  const code = 'import os; result = os.environ["WRAPPED"]'
  const result = await functions.call({ ...configuration, environment }, { code })
  expect(Number(answerOf(result))).toBeGreaterThan(1)

  const missing = { AWS_LAMBDA_EXEC_WRAPPER: '/nowhere/wrapper' }
  const { error } = await functions.call({ ...configuration, environment: missing })
  expect(error?.message).toMatch(/Runtime exited with error: exit status 127$/)
})
