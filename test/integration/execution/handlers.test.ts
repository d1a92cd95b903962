import { describe, expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

it.each([
  ['an async function', 'export const handler = async (event) => ({ got: event.n })'],
  ['a promise', 'export const handler = (event) => Promise.resolve({ got: event.n })'],
  [
    'something that has a then',
    'export const handler = (event) => ({ then: (done) => done({ got: event.n }) })',
  ],
  ['a callback', 'export const handler = (event, _, done) => done(null, { got: event.n })'],
  [
    'a callback that comes later',
    'export const handler = (event, _, done) => { setTimeout(() => done(null, { got: event.n }), 5) }',
  ],
  ['context.succeed', 'export const handler = (event, c) => c.succeed({ got: event.n })'],
  ['context.done', 'export const handler = (event, c) => c.done(null, { got: event.n })'],
  [
    'the first of two callbacks',
    'export const handler = (e, c, done) => { done(null, { got: e.n }); done(null, 2); c.succeed(3) }',
  ],
])('answers with what a handler gives by %s', async (_how, code) => {
  await using functions = startExecutor()
  const result = await functions.call(functions.define(code), { n: 7 })
  expect(answerOf(result)).toEqual({ got: 7 })
  expect(result.error).toBeUndefined()
})

it.each([
  ['nothing', 'async () => {}'],
  ['a function', 'async () => () => 1'],
  ['a plain value without calling back', '() => 42'],
  [
    'a promise that never settles, from a function that is not async',
    '() => new Promise(() => {})',
  ],
])('answers null when the handler gives %s', async (_what, handler) => {
  await using functions = startExecutor()
  const result = await functions.call(functions.define(`export const handler = ${handler}`))
  expect(result).toMatchObject({ payload: 'null' })
  expect(result.error).toBeUndefined()
})

describe('a handler of nodejs24.x, which answers with what it returns', () => {
  const runtime = 'nodejs24.x'
  const call = async (handler: string, payload: unknown = {}) => {
    await using functions = startExecutor()
    const files = { 'index.mjs': `export const handler = ${handler}` }
    return await functions.call(functions.define(files, { runtime }), payload)
  }

  it.each([
    ['an async function', 'async (event) => event.n'],
    ['a promise', '(event) => Promise.resolve(event.n)'],
    ['something that has a then', '(event) => ({ then: (done) => done(event.n) })'],
    ['a value', '(event) => event.n'],
  ])('may be %s', async (_how, handler) => {
    expect(answerOf(await call(handler, { n: 7 }))).toBe(7)
  })

  it.each([
    ['(event, context, done) => done(null, 1)'],
    ['async (event, context, done) => 1'],
    ['(event, context, done, more) => 1'],
  ])('may not call back: %s', async (handler) => {
    const { error } = await call(handler)
    expect(error?.type).toBe('Runtime.CallbackHandlerDeprecated')
    expect(error?.message).toContain('removed support for callback-based function handlers')
  })

  it('has a context without the old ways to be done', async () => {
    const names = await call('async (event, context) => Object.keys(context)')
    expect(answerOf(names)).toContain('getRemainingTimeInMillis')
    for (const old of ['done', 'fail', 'succeed', 'callbackWaitsForEmptyEventLoop']) {
      expect(answerOf(names)).not.toContain(old)
    }
  })

  it('may stream, with three parameters', async () => {
    const stream =
      'awslambda.streamifyResponse(async (event, stream, context) => { stream.end("1") })'
    expect((await call(stream)).payload).toBe('1')
  })

  it.each([
    ['() => { throw new RangeError("far") }', 'RangeError'],
    ['async () => { throw new RangeError("far") }', 'RangeError'],
    [
      'async () => { const self = {}; self.self = self; return self }',
      'Runtime.JSONStringifyError',
    ],
    ['() => new Promise(() => {})', 'Runtime.NodeJsExit'],
  ])('fails as it did: %s', async (handler, type) => {
    expect((await call(handler)).error?.type).toBe(type)
  })
})

it.each([
  ['three parameters', '(event, context, done) => done(null, 1)', {}, 1],
  ['two', '(event, context) => context.succeed(1)', {}, 0],
  ['three, and a promise', 'async (event, context, done) => 1', {}, 0],
  [
    'three, and no wish to be warned',
    '(event, context, done) => done(null, 1)',
    { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: '1' },
    0,
  ],
])(
  'warns of the end of callbacks when a handler has %s',
  async (_how, handler, environment, times) => {
    await using functions = startExecutor()
    const configuration = functions.define(`export const handler = ${handler}`, { environment })
    await functions.call(configuration)
    await functions.call(configuration)
    const lines = await functions.logged()
    const warnings = lines.filter(({ message }) => message.includes('plans to remove support'))
    expect(warnings).toHaveLength(times)
  },
)

it('holds a callback back until the event loop is empty', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    const done = []
    export const handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = event.waits
      setTimeout(() => done.push('late'), 30)
      callback(null, done)
    }`)
  expect(answerOf(await functions.call(configuration, { waits: true }))).toEqual(['late'])
  // Nothing is held back: the timer of this invocation has not fired.
  expect(answerOf(await functions.call(configuration, { waits: false }))).toEqual(['late'])
})

it.each([
  ['an ES module', { 'index.mjs': 'export const handler = async () => 1' }],
  ['CommonJS', { 'index.js': 'exports.handler = async () => 1' }],
  ['CommonJS by its name', { 'index.cjs': 'exports.handler = async () => 1' }],
  [
    'an ES module by its package.json',
    { 'index.js': 'export const handler = async () => 1', 'package.json': '{"type":"module"}' },
  ],
  [
    'an ES module with top-level await',
    { 'index.mjs': 'const one = await Promise.resolve(1); export const handler = async () => one' },
  ],
  [
    'code that imports its own package',
    {
      'index.mjs': "import one from 'one'; export const handler = async () => one",
      'node_modules/one/index.js': 'module.exports = 1',
    },
  ],
])('runs %s', async (_kind, files: Record<string, string>) => {
  await using functions = startExecutor()
  expect(answerOf(await functions.call(functions.define(files)))).toBe(1)
})

it('answers a streaming handler in one piece', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
      stream.setContentType('text/plain')
      stream.write('{"name":')
      await new Promise((go) => setTimeout(go, 5))
      stream.write(JSON.stringify(event.name))
      stream.end('}')
    })`)
  expect(answerOf(await functions.call(configuration, { name: 'ada' }))).toEqual({ name: 'ada' })
})

it('puts the prelude of an HTTP response before the stream', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    export const handler = awslambda.streamifyResponse(async (event, stream) => {
      const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201 })
      http.end('body')
    })`)
  const { payload } = await functions.call(configuration)
  expect(payload).toBe(`{"statusCode":201}${'\0'.repeat(8)}body`)
})

it('fails a streaming handler that does not end its stream', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('x') })`)
  const { error } = await functions.call(configuration)
  expect(error?.message).toBe('Response stream is not finished.')
})

it('hands the payload over as it is', async () => {
  await using functions = startExecutor()
  const configuration = functions.define('export const handler = async (event) => event')
  const text = { umlaut: 'ä', emoji: '🚌', lone: '\ud800', nested: [[null, true, 1e21]] }
  expect(answerOf(await functions.call(configuration, text))).toEqual(text)
  const large = 'x'.repeat(5_000_000)
  expect(answerOf(await functions.call(configuration, large))).toBe(large)
})

it('tells the handler everything about its invocation', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(
    `export const handler = async (event, context) => ({
      ...context,
      remaining: context.getRemainingTimeInMillis(),
      methods: ['done', 'fail', 'succeed'].every((name) => typeof context[name] === 'function'),
      trace: process.env._X_AMZN_TRACE_ID,
    })`,
    { timeoutSeconds: 9, memorySizeMb: 256 },
  )
  const answer = await functions.call(
    configuration,
    {},
    {
      requestId: 'the-request',
      invokedArn: 'arn:aws:lambda:eu-west-1:111122223333:function:hello:live',
      clientContext: '{"custom":{"foo":"bar"}}',
      traceHeader: 'Root=1-2-3',
    },
  )
  const [{ stream } = { stream: '' }] = await functions.logged()
  expect(answerOf(answer)).toEqual({
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: 'hello',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/hello',
    logStreamName: stream,
    clientContext: { custom: { foo: 'bar' } },
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:hello:live',
    awsRequestId: 'the-request',
    remaining: expect.any(Number),
    methods: true,
    trace: 'Root=1-2-3',
  })
  const { remaining } = Object(answerOf(answer))
  expect(remaining).toBeGreaterThan(0)
  expect(remaining).toBeLessThanOrEqual(9_000)
})

it('forgets the trace of the invocation before', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(
    'export const handler = async () => process.env._X_AMZN_TRACE_ID',
  )
  expect(answerOf(await functions.call(configuration, {}, { traceHeader: 'Root=1' }))).toBe(
    'Root=1',
  )
  expect(answerOf(await functions.call(configuration))).toBeNull()
})

it.each([
  ['in JavaScript', 'index.js', {}],
  ['in TypeScript', 'index.ts', {}],
  ['behind an --import', 'index.js', { NODE_OPTIONS: '--import=data:text/javascript,' }],
])('finds no module but its own, %s', async (_how, file, environment) => {
  await using functions = startExecutor()
  const source = `exports.handler = async () => ({
    own: Object.keys(require.cache).map((path) => path === __filename),
    hasMain: require.main !== undefined || 'mainModule' in process,
  })`
  const configuration = functions.define({ [file]: source }, { runtime: 'nodejs24.x', environment })
  expect(answerOf(await functions.call(configuration))).toEqual({ own: [true], hasMain: false })
})
