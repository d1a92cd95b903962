import { describe, expect, it } from 'vitest'
import { ExtensionRegister } from '../../../src/execution/extensions/extension-register.ts'
import { extensionRoutes } from '../../../src/execution/extensions/extension-routes.ts'
import { startApiServer } from '../../../src/execution/runtime-api/api-server.ts'

const FUNCTION = {
  functionName: 'hello',
  functionVersion: '7',
  handler: 'index.handler',
  accountId: '111122223333',
}
const INVOKE = {
  eventType: 'INVOKE' as const,
  deadlineMs: 1_700_000_000_000,
  requestId: 'r-1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:hello',
}
const SHUTDOWN = {
  eventType: 'SHUTDOWN' as const,
  deadlineMs: 1_700_000_000_000,
  shutdownReason: 'spindown' as const,
}

/** The Extensions API of an environment without processes: the test is the extension. */
async function openApi(external: readonly string[] = ['watcher']) {
  let changes = 0
  let ids = 0
  const uuid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`
  const register = new ExtensionRegister(uuid, () => {
    changes += 1
  })
  const sessions = external.map((name) => register.expect(name))
  const server = await startApiServer(extensionRoutes(register, FUNCTION, uuid))
  const call = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ) => {
    const at = `http://${server.address}/2020-01-01/extension${path}`
    const answer = await fetch(at, { method, headers, ...(body !== undefined && { body }) })
    return {
      status: answer.status,
      id: answer.headers.get('lambda-extension-identifier'),
      eventId: answer.headers.get('lambda-extension-event-identifier'),
      body: (await answer.json()) as unknown,
    }
  }
  const failing = (phase: string) => (id: string, type: string) =>
    call('POST', `/${phase}/error`, {
      'Lambda-Extension-Identifier': id,
      'Lambda-Extension-Function-Error-Type': type,
    })
  return {
    register,
    sessions,
    call,
    changes: () => changes,
    join: (name: string, events: unknown, headers: Record<string, string> = {}) =>
      call(
        'POST',
        '/register',
        { 'Lambda-Extension-Name': name, ...headers },
        JSON.stringify({ events }),
      ),
    next: (id: string) => call('GET', '/event/next', { 'Lambda-Extension-Identifier': id }),
    failInit: failing('init'),
    failExit: failing('exit'),
    [Symbol.dispose]: () => server.close(),
  }
}

const refused = (errorType: string, errorMessage: string) => ({
  status: 403,
  id: null,
  eventId: null,
  body: { errorMessage, errorType },
})
const moved = (from: string, to: string, whom: string) =>
  refused(
    'Extension.InvalidExtensionState',
    `State transition from ${from} to ${to} failed for extension ${whom}. Error: State transition is not allowed`,
  )

describe('a registration', () => {
  it('is told of the function, and given an identifier', async () => {
    using api = await openApi()
    const { status, id, body } = await api.join('watcher', ['INVOKE', 'SHUTDOWN'])
    expect(status).toBe(200)
    expect(id).toBe(api.sessions[0]?.id)
    const { accountId: _, ...told } = FUNCTION
    expect(body).toEqual(told)
    expect(api.register.statuses()).toEqual([
      { name: 'watcher', state: 'Registered', events: ['INVOKE', 'SHUTDOWN'] },
    ])
  })

  it('is told of the account when it asks for that', async () => {
    using api = await openApi()
    const headers = { 'Lambda-Extension-Accept-Feature': 'other, accountId' }
    expect((await api.join('watcher', [], headers)).body).toEqual(FUNCTION)
  })

  it('is refused without a name, twice, and for other events', async () => {
    using api = await openApi()
    expect(await api.join('', [])).toEqual(
      refused('Extension.InvalidExtensionName', 'Empty extension name'),
    )
    expect(await api.join('watcher', ['INVOKE', 'DANCE'])).toEqual(
      refused('Extension.InvalidEventType', 'DANCE: ErrorInvalidEventType'),
    )
    await api.join('watcher', [])
    expect(await api.join('watcher', [])).toEqual(moved('Registered', 'Registered', 'watcher'))
  })

  it.each(['', 'nonsense', '[]', '1', '{"events":{}}', '{"configurationKeys":["A"]}'])(
    'is refused for the body %j',
    async (body) => {
      using api = await openApi()
      const headers = { 'Lambda-Extension-Name': 'watcher' }
      const answer = await api.call('POST', '/register', headers, body)
      const accepted = body === '[]'
      expect([answer.status, answer.body]).toEqual(
        accepted
          ? [200, expect.anything()]
          : [403, { errorType: 'InvalidRequestFormat', errorMessage: expect.anything() }],
      )
    },
  )
})

describe('an internal extension', () => {
  it('registers under a name of its own until the runtime is ready', async () => {
    using api = await openApi()
    expect((await api.join('thread', ['INVOKE'])).status).toBe(200)
    expect(await api.join('thread', ['INVOKE'])).toEqual(
      refused('Extension.InvalidExtensionState', 'Extension with this name already registered'),
    )
    api.register.close()
    expect(await api.join('late', ['INVOKE'])).toEqual(
      refused('Extension.RegistrationClosed', 'Extension registration closed already'),
    )
  })

  it('cannot ask for the shutdown', async () => {
    using api = await openApi()
    expect(await api.join('thread', ['SHUTDOWN'])).toEqual(
      refused(
        'Extension.InvalidEventType',
        'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
      ),
    )
  })

  it('is one of ten extensions at most', async () => {
    using api = await openApi(Array.from({ length: 9 }, (_, n) => `program-${n}`))
    expect((await api.join('tenth', [])).status).toBe(200)
    expect(await api.join('eleventh', [])).toEqual(
      refused('Extension.TooManyExtensions', 'Extension limit (10) reached'),
    )
  })
})

describe('next', () => {
  it('waits for an event that the extension asked for', async () => {
    using api = await openApi()
    const id = (await api.join('watcher', ['INVOKE', 'SHUTDOWN'])).id ?? ''
    const [session] = api.sessions
    const next = api.next(id)
    await expect.poll(() => session?.isReady).toBe(true)
    session?.hand(INVOKE)
    expect(await next).toMatchObject({ status: 200, body: INVOKE, eventId: expect.anything() })
    const last = api.next(id)
    await expect.poll(() => session?.isReady).toBe(true)
    session?.hand(SHUTDOWN)
    expect((await last).body).toEqual(SHUTDOWN)
  })

  it('does not wake for an event that nobody asked for', async () => {
    using api = await openApi()
    const id = (await api.join('watcher', ['SHUTDOWN'])).id ?? ''
    const [session] = api.sessions
    const next = api.next(id)
    await expect.poll(() => session?.isReady).toBe(true)
    session?.hand(INVOKE)
    expect(session?.isReady).toBe(true)
    session?.hand(SHUTDOWN)
    expect((await next).body).toEqual(SHUTDOWN)
  })

  it('tells of a shutdown that came meanwhile', async () => {
    using api = await openApi()
    const id = (await api.join('watcher', ['SHUTDOWN'])).id ?? ''
    api.sessions[0]?.hand(SHUTDOWN)
    expect((await api.next(id)).body).toEqual(SHUTDOWN)
  })

  it('is refused to whoever is not known', async () => {
    using api = await openApi()
    const unknown = '00000000-0000-4000-8000-999999999999'
    expect(await api.next(unknown)).toEqual(
      refused('Extension.UnknownExtensionIdentifier', `Unknown extension ${unknown}`),
    )
    expect(await api.next('me')).toEqual(
      refused('Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier'),
    )
    expect(await api.call('GET', '/event/next')).toEqual(
      refused('Extension.MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header'),
    )
  })

  it('is refused while another one waits', async () => {
    using api = await openApi()
    const id = (await api.join('watcher', ['INVOKE'])).id ?? ''
    const next = api.next(id)
    await expect.poll(() => api.sessions[0]?.isReady).toBe(true)
    expect(await api.next(id)).toEqual(moved('Ready', 'Ready', id))
    api.sessions[0]?.hand(INVOKE)
    await next
  })
})

describe('an error', () => {
  it('of the init is taken once it is registered', async () => {
    using api = await openApi()
    const id = (await api.join('watcher', [])).id ?? ''
    expect(await api.failInit(id, 'Watcher.NoKey')).toMatchObject({
      status: 202,
      body: { status: 'OK' },
    })
    expect(api.register.statuses()).toEqual([
      { name: 'watcher', state: 'InitError', events: [], errorType: 'Watcher.NoKey' },
    ])
    expect(await api.failExit(id, 'Watcher.NoKey')).toEqual(moved('InitError', 'Exited', id))
  })

  it('of its end is taken at any time after', async () => {
    using api = await openApi()
    const id = (await api.join('watcher', ['INVOKE'])).id ?? ''
    void api.next(id).catch(() => undefined)
    await expect.poll(() => api.sessions[0]?.isReady).toBe(true)
    expect((await api.failExit(id, 'Watcher.Bored')).status).toBe(202)
    expect((await api.failExit(id, 'Watcher.Bored')).status).toBe(202)
    expect(await api.failInit(id, 'Watcher.Bored')).toEqual(moved('ExitError', 'InitError', id))
  })

  it('needs a type, and then somebody who is known', async () => {
    using api = await openApi()
    const unknown = '00000000-0000-4000-8000-999999999999'
    expect(await api.failExit(unknown, '')).toMatchObject({
      body: { errorType: 'Extension.MissingHeader' },
    })
    expect(await api.failExit(unknown, 'My.Reason')).toEqual(
      refused('Extension.UnknownExtensionIdentifier', 'Unknown Lambda-Extension-Identifier'),
    )
    const id = (await api.join('watcher', [])).id ?? ''
    expect(await api.failInit(id, '')).toEqual(
      refused('Extension.MissingHeader', 'Lambda-Extension-Function-Error-Type not found'),
    )
  })
})

it.each([
  ['/2020-08-15/logs', 'Logs'],
  ['/2022-07-01/telemetry', 'Telemetry'],
])('PUT %s answers as the emulator does', async (path, what) => {
  using api = await startApiServer(
    extensionRoutes(
      new ExtensionRegister(
        () => '',
        () => {},
      ),
      FUNCTION,
      () => '',
    ),
  ).then((server) => ({ ...server, [Symbol.dispose]: () => server.close() }))
  const answer = await fetch(`http://${api.address}${path}`, { method: 'PUT' })
  expect(answer.status).toBe(202)
  expect(await answer.json()).toEqual({
    errorMessage: `${what} API is not supported`,
    errorType: `${what}.NotSupported`,
  })
})
