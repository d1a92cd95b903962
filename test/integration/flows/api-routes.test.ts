import { request as httpRequest } from 'node:http'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseApiRoute } from '../../../src/domain/api-route/api-route.ts'
import { Sha256 } from '../../support/sha256.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const KEY = { accessKeyId: 'AKIAKEY', secretAccessKey: 'secret' }
const ECHO = 'arn:aws:lambda:eu-west-1:111122223333:function:echo'

const ROUTES = [
  { route: 'POST /orders/{id}', function: 'web' },
  { route: 'GET /http/{id}', function: ECHO },
  { route: 'ANY /rest/{proxy+}', function: `${ECHO}:$LATEST`, payload: '1.0' },
  { route: 'GET /signed', function: 'echo', authorization: 'AWS_IAM' },
  { route: 'GET /signed-rest', function: 'echo', payload: '1.0', authorization: 'AWS_IAM' },
  { route: 'GET /nobody', function: 'nobody' },
  { route: 'GET /nobody-rest', function: 'nobody', payload: '1.0' },
]

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar({
    functions: 'test/fixtures/handlers',
    routes: { routes: ROUTES.map(parseApiRoute) },
    auth: 'sigv4',
    keys: [KEY],
  })
})
afterAll(() => busbar[Symbol.asyncDispose]())

async function call(path: string, init: RequestInit = {}) {
  const response = await fetch(`${busbar.url}/_api${path}`, init)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

async function echoed(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const { text } = await call(path, init)
  return JSON.parse(text) as Record<string, unknown>
}

describe('a route', () => {
  it('leads to an Express application behind serverless-http', async () => {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: '{"total":1}' }
    const answer = await call('/orders/42?q=yes', init)
    expect(answer).toMatchObject({
      status: 201,
      text: '{"id":"42","body":{"total":1},"q":"yes"}',
    })
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('apigw-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('gives the request in format 2.0', async () => {
    const event = await echoed('/http/a%20b?x=1&x=2', { headers: { cookie: 'a=1; b=2' } })
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /http/{id}',
      rawPath: '/http/a%20b',
      rawQueryString: 'x=1&x=2',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2' },
      pathParameters: { id: 'a b' },
      headers: { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
      requestContext: {
        accountId: '111122223333',
        http: { method: 'GET', path: '/http/a%20b', sourceIp: '127.0.0.1' },
        stage: '$default',
      },
      isBase64Encoded: false,
    })
    expect(event).not.toHaveProperty('body')
  })

  it('gives the request in format 1.0', async () => {
    const event = await echoed('/rest/a/b?x=1&x=2', { method: 'PATCH', body: 'text' })
    expect(event).toMatchObject({
      resource: '/rest/{proxy+}',
      path: '/rest/a/b',
      httpMethod: 'PATCH',
      multiValueQueryStringParameters: { x: ['1', '2'] },
      pathParameters: { proxy: 'a/b' },
      body: 'text',
    })
  })

  it('is there under a host name of its own too', async () => {
    const { port } = new URL(busbar.url)
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { host: `api.localhost:${port}` }
      const asked = httpRequest(
        { host: '127.0.0.1', port, path: '/http/1', headers },
        (response) => {
          let body = ''
          response.on('data', (chunk: Buffer) => (body += chunk)).on('end', () => resolve(body))
        },
      )
      asked.on('error', reject).end()
    })
    expect(JSON.parse(text)).toMatchObject({
      rawPath: '/http/1',
      requestContext: { domainName: `api.localhost:${port}`, domainPrefix: 'api' },
    })
  })

  it('sends cookies, bytes and what is no response', async () => {
    const cookies = await call('/http/1?wish=cookies')
    expect(cookies).toMatchObject({ status: 204, text: '' })
    expect(cookies.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    const bytes = await fetch(`${busbar.url}/_api/http/1?wish=bytes`)
    expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(Uint8Array.of(0xff, 0))
    expect(await call('/http/1?wish=text')).toMatchObject({ status: 200, text: 'plain' })
  })

  it.each([
    ['the function fails', '/http/1?wish=fail', 500, '{"message":"Internal Server Error"}'],
    ['the function fails', '/rest/1?wish=fail', 502, '{"message": "Internal server error"}'],
    ['a text is no response', '/rest/1?wish=text', 502, '{"message": "Internal server error"}'],
    ['there is no function', '/nobody', 500, '{"message":"Internal Server Error"}'],
    ['there is no function', '/nobody-rest', 500, '{"message": "Internal server error"}'],
    ['there is no route', '/none', 404, '{"message":"Not Found"}'],
  ])('says as API Gateway does that %s (%s)', async (_what, path, status, text) => {
    expect(await call(path)).toMatchObject({ status, text })
  })

  it('refuses a body of more than 10 MiB', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x')
    expect(await call('/rest/1', { method: 'POST', body })).toMatchObject({
      status: 413,
      text: '{"message":"Request Too Long"}',
    })
    expect(await call('/orders/1', { method: 'POST', body })).toMatchObject({
      status: 413,
      text: '{"message":"Request Entity Too Large"}',
    })
  })

  it('refuses a page from elsewhere', async () => {
    const headers = { origin: 'https://evil.example' }
    expect((await call('/http/1', { headers })).status).toBe(403)
  })

  it('with AWS_IAM wants a signature for execute-api', async () => {
    expect(await call('/signed')).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' })
    expect(await call('/signed-rest')).toMatchObject({
      status: 403,
      text: '{"message":"Missing Authentication Token"}',
    })
    const { host } = new URL(busbar.url)
    const region = 'us-east-1'
    const signer = new SignatureV4({
      service: 'execute-api',
      region,
      credentials: KEY,
      sha256: Sha256,
    })
    const place = { protocol: 'http:', hostname: host, path: '/_api/signed' }
    const { headers } = await signer.sign({ method: 'GET', headers: { host }, ...place })
    expect(await call('/signed', { headers })).toMatchObject({ status: 200 })
    const forged = { ...headers, authorization: `${headers['authorization']}0` }
    expect(await call('/signed', { headers: forged })).toMatchObject({ status: 403 })
  })
})

describe('where callers are taken on trust', () => {
  const signedBy = (key: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260131/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=0`,
  })
  const trusting = () =>
    startBusbar({
      functions: 'test/fixtures/handlers',
      routes: {
        routes: [
          { route: 'GET /http', function: ECHO, authorization: 'AWS_IAM' },
          { route: 'GET /rest', function: ECHO, authorization: 'AWS_IAM', payload: '1.0' },
        ].map(parseApiRoute),
      },
    })

  it('AWS_IAM wants a signature, of the account of the API, and tells the function whose', async () => {
    await using server = await trusting()
    const ask = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/_api${path}`, { headers })
    for (const headers of [{}, signedBy('999988887777'), { authorization: 'Bearer x' }]) {
      const answer = await ask('/http', headers)
      expect([answer.status, await answer.text()]).toEqual([403, '{"message":"Forbidden"}'])
    }
    const account = '111122223333'
    const { requestContext } = (await (await ask('/http', signedBy(account))).json()) as Event
    expect(requestContext).toMatchObject({
      accountId: account,
      authorizer: {
        iam: {
          accessKey: account,
          accountId: account,
          callerId: account,
          userArn: `arn:aws:iam::${account}:root`,
          userId: account,
        },
      },
    })
    const rest = (await (await ask('/rest', signedBy(account))).json()) as Event
    expect(rest.requestContext).toMatchObject({
      identity: {
        accessKey: account,
        accountId: account,
        caller: account,
        user: account,
        userArn: `arn:aws:iam::${account}:root`,
        sourceIp: '127.0.0.1',
        cognitoIdentityId: null,
      },
    })
  })
})

type Event = { readonly requestContext: object }

describe('routes with CORS', () => {
  const origin = 'https://app.example.com'
  let open: Busbar
  beforeAll(async () => {
    const cors = {
      allowOrigins: [origin],
      allowMethods: ['GET'],
      allowHeaders: ['x-a'],
      exposeHeaders: ['x-b'],
      maxAgeSeconds: 60,
    }
    const routes = [{ route: 'ANY /echo', function: ECHO }].map(parseApiRoute)
    open = await startBusbar({ functions: 'test/fixtures/handlers', routes: { routes, cors } })
  })
  afterAll(() => open[Symbol.asyncDispose]())

  const ask = (headers: Record<string, string>, method = 'GET', path = '/echo') =>
    fetch(`${open.url}/_api${path}`, { method, headers })

  it('answer preflights themselves', async () => {
    const asked = { origin, 'access-control-request-method': 'GET' }
    for (const path of ['/echo', '/none']) {
      const answer = await ask(asked, 'OPTIONS', path)
      expect([answer.status, await answer.text()]).toEqual([204, ''])
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'x-a',
        'access-control-max-age': '60',
      })
    }
  })

  it('let in pages of the origins that they name, errors included, and no others', async () => {
    const page = { origin, 'sec-fetch-site': 'cross-site' }
    const answer = await ask(page)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-b',
    })
    const error = await ask(page, 'GET', '/none')
    expect(error.status).toBe(404)
    expect(error.headers.get('access-control-allow-origin')).toBe(origin)
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403)
    const outside = await fetch(`${open.url}/_busbar/health`, { headers: page })
    expect(outside.status).toBe(403)
  })
})

it('is an API of the REST kind when all of its routes are', async () => {
  await using rest = await startBusbar({
    routes: { routes: [parseApiRoute({ route: 'GET /a', function: 'f', payload: '1.0' })] },
  })
  const answer = await fetch(`${rest.url}/_api/none`)
  expect(answer.status).toBe(403)
  expect(await answer.text()).toBe('{"message":"Missing Authentication Token"}')
})
