import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startApiServer } from '../../../src/execution/runtime-api/api-server.ts'
import { runtimeRoutes } from '../../../src/execution/runtime-api/runtime-routes.ts'
import {
  createRuntimeSession,
  type RuntimeInvocation,
} from '../../../src/execution/runtime-api/runtime-session.ts'

const MAX_BYTES = 100
const INVOCATION = {
  requestId: 'r-1',
  payload: '{"a":1}',
  invokedArn: 'arn:aws:lambda:eu-west-1:111122223333:function:hello',
  deadlineMs: 1_700_000_000_000,
}
const OK = { status: 202, body: '{"status":"OK"}' }

type Sent = {
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly trailers?: Record<string, string>
}

/** A Runtime API of an environment without a process: the test is the runtime. */
async function openApi() {
  const told: unknown[] = []
  const session = createRuntimeSession({
    onReady: () => told.push('ready'),
    onInitError: (error) => told.push(error),
    onDone: (answer) => told.push(answer),
  })
  const chunks: unknown[] = []
  const server = await startApiServer(
    runtimeRoutes({
      session,
      maxBytes: MAX_BYTES,
      async passOn({ bytes, ...rest }) {
        chunks.push({ ...rest, text: Buffer.from(bytes).toString() })
      },
    }),
  )
  const call = (method: string, path: string, sent: Sent = {}) =>
    exchange(server.address, method, path, sent)
  return {
    told,
    chunks,
    session,
    address: server.address,
    call,
    next: () => call('GET', '/2018-06-01/runtime/invocation/next'),
    respond: (id: string, sent: Sent) =>
      call('POST', `/2018-06-01/runtime/invocation/${id}/response`, sent),
    fail: (id: string, sent: Sent) =>
      call('POST', `/2018-06-01/runtime/invocation/${id}/error`, sent),
    failInit: (sent: Sent) => call('POST', '/2018-06-01/runtime/init/error', sent),
    /** Brings the runtime to where it has its first invocation. */
    async begin(invocation: RuntimeInvocation = INVOCATION) {
      const next = call('GET', '/2018-06-01/runtime/invocation/next')
      await expect.poll(() => told).toEqual(['ready'])
      session.invoke(invocation)
      return next
    },
    [Symbol.dispose]: () => server.close(),
  }
}

function exchange(address: string, method: string, path: string, sent: Sent) {
  type Answer = { status: number; body: string; headers: Record<string, unknown> }
  return new Promise<Answer>((resolve, reject) => {
    const headers = { Host: address, ...sent.headers }
    const call = request(`http://${address}${path}`, { method, headers, agent: false })
    call.on('error', reject)
    call.on('response', async (response) => {
      const chunks = await response.toArray()
      const body = Buffer.concat(chunks).toString()
      resolve({ status: response.statusCode ?? 0, body, headers: response.headers })
    })
    if (sent.trailers !== undefined) {
      call.write(sent.body ?? '')
      call.addTrailers(sent.trailers)
      call.end()
    } else call.end(sent.body)
  })
}

const only = ({ status, body }: { status: number; body: string }) => ({ status, body })
const refused = (status: number, errorType: string, errorMessage: string) => ({
  status,
  body: JSON.stringify({ errorMessage, errorType }),
})
const INVALID_ID = refused(400, 'InvalidRequestID', 'Invalid request ID')
const invalidTransition = (from: string, to: string) =>
  refused(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  )

describe('next', () => {
  it('ends the init, and waits until there is an invocation', async () => {
    using api = await openApi()
    const next = api.next()
    await expect.poll(() => api.told).toEqual(['ready'])
    api.session.invoke(INVOCATION)
    const { status, body, headers } = await next
    expect({ status, body }).toEqual({ status: 200, body: '{"a":1}' })
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': 'r-1',
      'lambda-runtime-deadline-ms': '1700000000000',
      'lambda-runtime-invoked-function-arn': INVOCATION.invokedArn,
    })
    expect(headers).not.toHaveProperty('lambda-runtime-trace-id')
    expect(headers).not.toHaveProperty('lambda-runtime-client-context')
  })

  it('tells the trace and the client context of an invocation that has them', async () => {
    using api = await openApi()
    const given = { clientContext: '{"custom":\n{"é":1}}', traceHeader: 'Root=1-2-3' }
    const { headers } = await api.begin({ ...INVOCATION, ...given })
    expect(headers['lambda-runtime-trace-id']).toBe('Root=1-2-3')
    const context = Buffer.from(String(headers['lambda-runtime-client-context']), 'latin1')
    expect(JSON.parse(context.toString())).toEqual({ custom: { é: 1 } })
  })

  it('gives the same invocation again while it has no answer', async () => {
    using api = await openApi()
    const first = await api.begin()
    expect((await api.next()).body).toBe(first.body)
  })

  it('gives the invocation to who asked last, when a runtime has hung up', async () => {
    using api = await openApi()
    const old = api.next()
    await expect.poll(() => api.told).toEqual(['ready'])
    const fresh = api.next()
    expect((await old).status).toBe(403)
    api.session.invoke(INVOCATION)
    expect((await fresh).status).toBe(200)
  })

  it('hands out an invocation that came while nobody asked', async () => {
    using api = await openApi()
    await api.begin()
    await api.respond('r-1', { body: '1' })
    const late = api.next()
    await expect.poll(() => api.told).toHaveLength(2)
    const again = api.next()
    await late
    api.session.invoke({ ...INVOCATION, requestId: 'r-2' })
    expect((await again).headers['lambda-runtime-aws-request-id']).toBe('r-2')
  })
})

describe('an answer', () => {
  it('counts once the runtime asks for the next invocation', async () => {
    using api = await openApi()
    await api.begin()
    expect(only(await api.respond('r-1', { body: '"done"' }))).toEqual(OK)
    expect(api.session.given).toEqual({ type: 'succeeded', payload: '"done"' })
    expect(api.told).toEqual(['ready'])
    void api.next().catch(() => {})
    await expect.poll(() => api.told).toEqual(['ready', { type: 'succeeded', payload: '"done"' }])
    expect(api.session.given).toBeUndefined()
  })

  it.each(['response', 'error'])('is refused for an id that is not current: %s', async (what) => {
    using api = await openApi()
    const path = (id: string) => `/2018-06-01/runtime/invocation/${id}/${what}`
    expect(only(await api.call('POST', path('r-1')))).toEqual(INVALID_ID)
    await api.begin()
    expect(only(await api.call('POST', path('r-2')))).toEqual(INVALID_ID)
    await api.respond('r-1', { body: '1' })
    void api.next().catch(() => {})
    await expect.poll(() => api.told).toHaveLength(2)
    expect(only(await api.call('POST', path('r-1')))).toEqual(INVALID_ID)
  })

  it('is refused when there is one already', async () => {
    using api = await openApi()
    await api.begin()
    await api.respond('r-1', { body: '1' })
    const from = 'RuntimeResponseSentState'
    expect(only(await api.respond('r-1', { body: '2' }))).toEqual(
      invalidTransition(from, 'InvocationResponse'),
    )
    expect(only(await api.fail('r-1', { body: '{}' }))).toEqual(
      invalidTransition(from, 'InvocationErrorResponse'),
    )
    expect(api.session.given).toEqual({ type: 'succeeded', payload: '1' })
  })

  it('may have as many bytes as the limit, and is too large with one more', async () => {
    using api = await openApi()
    await api.begin()
    expect((await api.respond('r-1', { body: 'é'.repeat(50) })).status).toBe(202)
    expect(api.session.given?.type).toBe('succeeded')
    const next = api.next()
    await expect.poll(() => api.told).toHaveLength(2)
    api.session.invoke({ ...INVOCATION, requestId: 'r-2' })
    await next
    expect(only(await api.respond('r-2', { body: `${'é'.repeat(50)}!` }))).toEqual(
      refused(413, 'RequestEntityTooLarge', 'Exceeded maximum allowed payload size (100 bytes).'),
    )
    expect(api.session.given).toEqual({ type: 'too-large' })
  })

  it('may be streamed, and fail at its end', async () => {
    using api = await openApi()
    await api.begin()
    const error = { errorType: 'Mine', errorMessage: 'late' }
    await api.respond('r-1', {
      body: 'half of it',
      headers: {
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        'Transfer-Encoding': 'chunked',
        Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
      },
      trailers: {
        'Lambda-Runtime-Function-Error-Type': 'Function.Mine',
        'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(error)).toString('base64'),
      },
    })
    expect(api.session.given).toMatchObject({ type: 'failed', ...error })
  })

  it('is passed on as it comes when it is wanted so', async () => {
    using api = await openApi()
    await api.begin({ ...INVOCATION, streamLimitBytes: 12 })
    const headers = {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Content-Type': 'text/x',
    }
    expect(only(await api.respond('r-1', { body: 'a response', headers }))).toEqual(OK)
    expect(api.chunks).toEqual([{ contentType: 'text/x', text: 'a response' }])
    expect(api.session.given).toEqual({ type: 'succeeded', payload: '' })
    expect(only(await api.respond('r-1', { body: 'again', headers }))).toEqual(
      invalidTransition('RuntimeResponseSentState', 'InvocationResponse'),
    )
    expect(api.chunks).toHaveLength(1)
  })

  it('in a mode that there is not is an error', async () => {
    using api = await openApi()
    await api.begin()
    const headers = { 'Lambda-Runtime-Function-Response-Mode': 'buffered' }
    expect(only(await api.respond('r-1', { body: '1', headers }))).toEqual(
      refused(400, 'InvalidFunctionResponseMode', 'Invalid function response mode'),
    )
    expect(api.session.given).toMatchObject({
      type: 'failed',
      errorType: 'Runtime.InvalidResponseModeHeader',
    })
  })
})

describe('an error', () => {
  it.each([
    ['Runtime.Mine', 'Runtime.Mine'],
    ['Function.Mine', 'Function.Mine'],
    ['Function.mine', 'Function.Unknown'],
    ['ValueError', 'Runtime.Unknown'],
    [undefined, 'Runtime.Unknown'],
  ])('of type %s is %s for the platform', async (header, platformErrorType) => {
    using api = await openApi()
    await api.begin()
    const body = '{"errorMessage":"no","errorType":"ValueError","stackTrace":[]}'
    const headers = header === undefined ? {} : { 'Lambda-Runtime-Function-Error-Type': header }
    expect(only(await api.fail('r-1', { body, headers }))).toEqual(OK)
    expect(api.session.given).toEqual({
      type: 'failed',
      payload: body,
      errorType: 'ValueError',
      errorMessage: 'no',
      platformErrorType,
    })
  })

  it('may come with a long cause for X-Ray', async () => {
    using api = await openApi()
    await api.begin()
    const headers = { 'Lambda-Runtime-Function-XRay-Error-Cause': 'x'.repeat(1_000_000) }
    expect(only(await api.fail('r-1', { body: '{}', headers }))).toEqual(OK)
  })

  it('may be any text, and then has the type of its header', async () => {
    using api = await openApi()
    await api.begin()
    const headers = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Mine' }
    await api.fail('r-1', { body: 'just text', headers })
    expect(api.session.given).toMatchObject({
      payload: 'just text',
      errorType: 'Runtime.Mine',
      errorMessage: '',
    })
  })
})

describe('an init error', () => {
  const body = '{"errorMessage":"no","errorType":"Runtime.ImportModuleError"}'
  const headers = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.ImportModuleError' }

  it('is told, and nothing may follow it', async () => {
    using api = await openApi()
    expect(only(await api.failInit({ body, headers }))).toEqual(OK)
    expect(api.told).toMatchObject([{ type: 'failed', errorType: 'Runtime.ImportModuleError' }])
    expect(only(await api.next())).toEqual(invalidTransition('InitError', 'Ready'))
    expect(only(await api.failInit({ body }))).toEqual(invalidTransition('InitError', 'InitError'))
  })

  it('is refused once the init is over', async () => {
    using api = await openApi()
    await api.begin()
    expect(only(await api.failInit({ body }))).toEqual(invalidTransition('Running', 'InitError'))
  })
})

describe('the other ways of the Runtime API', () => {
  it.each([
    ['GET', '/2018-06-01/ping', 200, 'pong'],
    ['GET', '/2018-06-01/runtime/restore/next', 404, ''],
    ['GET', '/elsewhere', 404, ''],
    ['POST', '/2018-06-01/runtime/invocation/next', 405, ''],
  ])('answer %s %s as the emulator does', async (method, path, status, body) => {
    using api = await openApi()
    expect(only(await api.call(method, path))).toEqual({ status, body })
  })

  it('are closed to other names of the machine, and to web pages', async () => {
    using api = await openApi()
    const ping = (headers: Record<string, string>) =>
      api.call('GET', '/2018-06-01/ping', { headers })
    expect((await ping({ Host: 'evil.example' })).status).toBe(403)
    expect((await ping({ Origin: 'http://evil.example' })).status).toBe(403)
    expect(api.address).toMatch(/^127\.0\.0\.1:\d+$/)
  })
})
