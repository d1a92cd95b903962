import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arnOf, createFunction } from '../../support/functions.ts'
import { type RawOptions, type RawResponse, rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

/** Answers with what the body tells, or else with the event itself. */
const ECHO = `
  export const handler = async (event, context) => {
    if (event.rawPath === '/fail') throw new Error('no')
    if (event.rawPath === '/large') return 'x'.repeat(7_000_000)
    if (event.rawPath === '/answer') return JSON.parse(event.body)
    return { event, id: context.awsRequestId, arn: context.invokedFunctionArn }
  }`

const STREAM = `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  let go
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const metadata = { statusCode: 201, headers: { 'X-A': 'b' }, cookies: ['a=1', 'b=2'] }
    const { rawPath } = event
    if (rawPath === '/early') throw new Error('no')
    if (rawPath === '/bare') stream.setContentType('text/plain')
    else stream = awslambda.HttpResponseStream.from(stream, rawPath === '/bad' ? [] : metadata)
    stream.write('one ')
    await wait(20)
    if (rawPath === '/late') throw new Error('no')
    stream.end('two')
  })`

type Url = { readonly id: string; readonly host: string; readonly FunctionUrl: string }

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
afterAll(() => busbar[Symbol.asyncDispose]())

let names = 0
/** A function with a URL that everybody may call. */
async function aUrl(source: string, change: object = {}, permission: object = {}): Promise<Url> {
  names += 1
  const FunctionName = `f${names}`
  await createFunction(busbar.lambda, FunctionName, source)
  const config = { FunctionName, AuthType: 'NONE' as const, ...change }
  const { FunctionUrl = '' } = await busbar.lambda.send(new CreateFunctionUrlConfigCommand(config))
  await busbar.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: config.AuthType,
      ...permission,
    }),
  )
  const { host } = new URL(FunctionUrl)
  return { id: host.slice(0, 32), host, FunctionUrl }
}

function call({ host }: Url, { headers, ...options }: RawOptions = {}): Promise<RawResponse> {
  return rawRequest(busbar.url, { ...options, headers: { host, ...headers } })
}
const json = ({ text }: RawResponse) => JSON.parse(text)

describe('a request to a function URL', () => {
  let echo: Url
  beforeAll(async () => {
    echo = await aUrl(ECHO)
  })

  it('reaches the function as an event of format 2.0', async () => {
    const response = await call(echo, {
      method: 'POST',
      path: '/pa2%Fth/1?q=a&q=b%20c',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'test',
        Cookie: 'c1=v1; c2=v2',
        'X-Two': ['1', '2'],
        connection: 'close',
      },
      body: '{"a":1}',
    })
    expect(response.status).toBe(200)
    const { event, id, arn } = json(response)
    const requestId = response.headers['x-amzn-requestid']
    const name = `${echo.id}.lambda-url.${REGION}.localhost`
    const now = busbar.app.clock?.now() ?? 0
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/pa2%Fth/1',
      rawQueryString: 'q=a&q=b%20c',
      cookies: ['c1=v1', 'c2=v2'],
      headers: {
        host: echo.host,
        'content-type': 'application/json',
        'content-length': '7',
        'user-agent': 'test',
        'x-two': '1,2',
        connection: 'close',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': new URL(busbar.url).port,
        'x-forwarded-proto': 'http',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/),
      },
      queryStringParameters: { q: 'a,b c' },
      requestContext: {
        accountId: 'anonymous',
        apiId: echo.id,
        domainName: name,
        domainPrefix: echo.id,
        http: {
          method: 'POST',
          path: '/pa2%Fth/1',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId,
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: now,
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    })
    expect(id).toBe(requestId)
    expect(arn).toMatch(/:function:f\d+$/)
    expect(response.headers['x-amzn-trace-id']).toMatch(/^Root=1-/)
  })

  it('can take the way of a path, where host names do not resolve', async () => {
    const response = await fetch(`${busbar.url}/_url/${echo.id}/a/b?c=d`)
    const { event } = JSON.parse(await response.text())
    expect(event).toMatchObject({ rawPath: '/a/b', rawQueryString: 'c=d' })
    const root = await fetch(`${busbar.url}/_url/${echo.id}`)
    expect(JSON.parse(await root.text()).event.rawPath).toBe('/')
  })

  it('is the function’s, whatever API it looks like', async () => {
    const headers = { 'X-Amz-Target': 'AWSEvents.PutEvents' }
    const response = await call(echo, { path: '/2015-03-31/functions', headers })
    expect(json(response).event.rawPath).toBe('/2015-03-31/functions')
  })

  it.each<[string, unknown, number, string, object]>([
    [
      'a response',
      { statusCode: 201, body: 'x', headers: { 'X-A': 'b' } },
      201,
      'x',
      { 'x-a': 'b' },
    ],
    [
      'cookies',
      { statusCode: 200, cookies: ['a=1', 'b=2; Secure'] },
      200,
      '',
      { 'set-cookie': ['a=1', 'b=2; Secure'] },
    ],
    [
      'a value',
      { hello: 'world' },
      200,
      '{"hello":"world"}',
      { 'content-type': 'application/json' },
    ],
    ['a text', 'hello', 200, 'hello', { 'content-length': '5' }],
    ['no sense', { statusCode: 'no' }, 502, 'Internal Server Error', {}],
  ])('is answered with %s', async (_what, result, status, text, headers) => {
    const body = JSON.stringify(result)
    const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const response = await call(echo, { path: '/answer', ...options })
    expect(response).toMatchObject({ status, text, headers })
  })

  it('is answered with bytes that came as base64', async () => {
    const result = { statusCode: 200, body: '/wD+', isBase64Encoded: true }
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const response = await call(echo, {
      path: '/answer',
      ...options,
      body: JSON.stringify(result),
    })
    expect(response.bytes).toEqual(Buffer.from([0xff, 0x00, 0xfe]))
  })

  it.each(['/fail', '/large'])(
    'is answered with 502 when the function failed: %s',
    async (path) => {
      expect(await call(echo, { path })).toMatchObject({
        status: 502,
        text: 'Internal Server Error',
        headers: { 'x-amzn-requestid': expect.any(String) },
      })
    },
  )

  it('is refused when it is too large', async () => {
    const body = Buffer.alloc(6_291_557)
    const refusal = 'Request must be smaller than 6291456 bytes for the InvokeFunction operation'
    expect(await call(echo, { method: 'POST', body })).toMatchObject({
      status: 413,
      text: JSON.stringify({ Message: refusal }),
    })
    // Base64 makes it larger than the event may be.
    const large = await call(echo, { method: 'POST', body: body.subarray(0, 5_000_000) })
    expect(large.status).toBe(413)
  })

  it('is refused for an address that nobody has', async () => {
    const nobody = {
      status: 403,
      text: '{"Message":null}',
      headers: { 'x-amzn-errortype': 'AccessDeniedException', 'content-type': 'application/json' },
    }
    const id = '0'.repeat(32)
    const { port } = new URL(busbar.url)
    const rest = `lambda-url.${REGION}.localhost:${port}`
    expect(await call({ ...echo, host: `${id}.${rest}` })).toMatchObject(nobody)
    const elsewhere = echo.host.replace(REGION, 'us-west-2')
    expect(await call({ ...echo, host: elsewhere })).toMatchObject(nobody)
    const response = await fetch(`${busbar.url}/_url/${id}/`)
    expect([response.status, await response.text()]).toEqual([403, '{"Message":null}'])
  })

  it('is refused from pages of other origins', async () => {
    const headers = { origin: 'https://example.com' }
    expect((await call(echo, { headers })).status).toBe(403)
    const own = { origin: `http://${echo.host}` }
    expect((await call(echo, { headers: own })).status).toBe(200)
  })
})

describe('permission to call a function URL', () => {
  const forbidden = {
    status: 403,
    headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    text: '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}',
  }
  const signedBy = (account: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260131/${REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
  })

  it.each([
    [
      'there is no statement for it',
      { Action: 'lambda:InvokeFunction', FunctionUrlAuthType: undefined },
    ],
    ['the statement is for somebody else', { Principal: '999988887777' }],
    ['the statement is for signed calls', { FunctionUrlAuthType: 'AWS_IAM' }],
  ])('is needed by everybody: %s', async (_why, permission) => {
    expect(await call(await aUrl(ECHO, {}, permission))).toMatchObject(forbidden)
  })

  it('belongs to the alias that has the URL', async () => {
    const FunctionName = 'aliased'
    await createFunction(busbar.lambda, FunctionName, ECHO)
    await busbar.lambda.send(new PublishVersionCommand({ FunctionName }))
    const alias = { FunctionName, Name: 'live', FunctionVersion: '1' }
    await busbar.lambda.send(new CreateAliasCommand(alias))
    const { FunctionUrl = '' } = await busbar.lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName, Qualifier: 'live', AuthType: 'NONE' }),
    )
    const { host } = new URL(FunctionUrl)
    const url = { id: host.slice(0, 32), host, FunctionUrl }
    const permit = (Qualifier?: string) =>
      busbar.lambda.send(
        new AddPermissionCommand({
          FunctionName,
          Qualifier,
          StatementId: 'url',
          Action: 'lambda:InvokeFunctionUrl',
          Principal: '*',
          FunctionUrlAuthType: 'NONE',
        }),
      )
    await permit()
    expect(await call(url)).toMatchObject(forbidden)
    await permit('live')
    expect(json(await call(url)).arn).toBe(`${arnOf(FunctionName)}:live`)
    await busbar.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }))
    expect(await call(url)).toMatchObject({ status: 403, text: '{"Message":null}' })
  })

  it('is an account’s own with AWS_IAM, and shows the caller to the function', async () => {
    const url = await aUrl(ECHO, { AuthType: 'AWS_IAM' }, { Principal: '999988887777' })
    expect(await call(url)).toMatchObject(forbidden)
    expect(await call(url, { headers: signedBy('123412341234') })).toMatchObject(forbidden)
    expect((await call(url, { headers: signedBy('999988887777') })).status).toBe(200)
    const { requestContext } = json(await call(url, { headers: signedBy(ACCOUNT) })).event
    expect(requestContext).toMatchObject({
      accountId: ACCOUNT,
      authorizer: {
        iam: {
          accessKey: ACCOUNT,
          accountId: ACCOUNT,
          callerId: ACCOUNT,
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: `arn:aws:iam::${ACCOUNT}:root`,
          userId: ACCOUNT,
        },
      },
    })
  })
})

describe('a function URL with CORS', () => {
  const Cors = {
    AllowCredentials: true,
    AllowHeaders: ['content-type', 'x-a'],
    AllowMethods: ['GET', 'POST'],
    AllowOrigins: ['https://example.com', 'https://*.example.org'],
    ExposeHeaders: ['x-b'],
    MaxAge: 60,
  }
  let url: Url
  beforeAll(async () => {
    url = await aUrl(ECHO, { Cors })
  })

  it('answers preflights itself', async () => {
    const origin = 'https://app.example.org'
    const headers = { origin, 'access-control-request-method': 'POST' }
    const response = await call(url, { method: 'OPTIONS', headers, path: '/fail' })
    expect(response).toMatchObject({ status: 200, text: '' })
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'content-type,x-a',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '60',
      vary: 'Origin',
    })
  })

  it('lets in pages of the origins that it names, and wins over the function’s own headers', async () => {
    const own = { 'Access-Control-Allow-Origin': 'https://other', 'access-control-max-age': '9' }
    const result = { statusCode: 200, headers: own }
    const headers = {
      origin: 'https://example.com',
      'sec-fetch-site': 'cross-site',
      'content-type': 'application/json',
    }
    const options = { method: 'POST', headers, body: JSON.stringify(result) }
    const response = await call(url, { path: '/answer', ...options })
    expect(response.status).toBe(200)
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://example.com',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-b',
    })
    expect(response.headers).not.toHaveProperty('access-control-max-age')
  })

  it('lets in nobody else', async () => {
    const headers = { origin: 'https://evil.example' }
    for (const method of ['GET', 'OPTIONS']) {
      expect((await call(url, { method, headers })).status).toBe(403)
    }
    expect((await call(url)).headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('lets in everybody with a star', async () => {
    const open = await aUrl(ECHO, { Cors: { AllowOrigins: ['*'], AllowMethods: ['*'] } })
    const headers = { origin: 'https://evil.example' }
    const response = await call(open, { headers })
    expect(response.headers['access-control-allow-origin']).toBe('*')
    const preflight = await call(open, { method: 'OPTIONS', headers })
    expect(preflight.headers['access-control-allow-methods']).toBe('*')
  })
})

describe('a streaming function behind a URL', () => {
  const head = {
    status: 201,
    headers: {
      'x-a': 'b',
      'content-type': 'application/octet-stream',
      'set-cookie': ['a=1', 'b=2'],
      'x-amzn-requestid': expect.any(String),
      'x-amzn-trace-id': expect.any(String),
    },
  }

  it('sends its response while it writes', async () => {
    const url = await aUrl(STREAM, { InvokeMode: 'RESPONSE_STREAM' })
    const pieces: string[] = []
    const options = { headers: { host: url.host } }
    const response = await rawRequest(busbar.url, options, (text) => pieces.push(text))
    expect(response).toMatchObject({ ...head, text: 'one two', isWhole: true })
    expect(response.headers['transfer-encoding']).toBe('chunked')
    expect(pieces).toEqual(['one ', 'two'])
    const bare = await call(url, { path: '/bare' })
    expect(bare).toMatchObject({ status: 200, text: 'one two' })
    expect(bare.headers['content-type']).toBe('text/plain')
  })

  it('is cut off when it fails after it has begun, and a 502 before', async () => {
    const url = await aUrl(STREAM, { InvokeMode: 'RESPONSE_STREAM' })
    const late = await call(url, { path: '/late' })
    expect(late).toMatchObject({ status: 201, text: 'one ', isWhole: false })
    for (const path of ['/early', '/bad']) {
      expect(await call(url, { path })).toMatchObject({
        status: 502,
        text: 'Internal Server Error',
      })
    }
  })

  it('is answered as a whole in the buffered mode', async () => {
    const url = await aUrl(STREAM)
    const response = await call(url)
    expect(response).toMatchObject({ ...head, text: 'one two' })
    expect(response.headers['content-length']).toBe('7')
    for (const path of ['/early', '/bad', '/late']) {
      expect(await call(url, { path })).toMatchObject({ status: 502 })
    }
  })

  it('may be one that does not stream: its result is sent as it is', async () => {
    const url = await aUrl(ECHO, { InvokeMode: 'RESPONSE_STREAM' })
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const body = '{"statusCode":201,"body":"x"}'
    const response = await call(url, { path: '/answer', ...options, body })
    expect(response).toMatchObject({ status: 200, text: body })
    expect((await call(url, { path: '/fail' })).status).toBe(502)
  })
})
