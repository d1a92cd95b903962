import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../../src/domain/http-event/http-request.ts'
import { toPayloadV1Request } from '../../../../src/domain/http-event/payload-v1-request.ts'
import { fromPayloadV1Response } from '../../../../src/domain/http-event/payload-v1-response.ts'

const REQUEST: HttpRequest = {
  method: 'POST',
  rawPath: '/orders/a%20b',
  rawQuery: 'q=1&q=a%20b&empty=',
  headers: [
    ['Host', 'api.localhost:4566'],
    ['Accept', 'text/html'],
    ['Accept', 'text/plain'],
    ['User-Agent', 'curl'],
  ],
  body: Buffer.from('größer'),
  protocol: 'HTTP/1.1',
  sourceIp: '127.0.0.1',
}
const FACTS = {
  requestId: 'id',
  receivedAt: Date.UTC(2026, 0, 31, 12),
  accountId: '111122223333',
  apiId: 'busbar',
  domainName: 'api.localhost:4566',
  stage: '$default',
  resource: '/orders/{id}',
  pathParameters: { id: 'a b' },
}

describe('a request in payload format 1.0', () => {
  it('has everything in both ways', () => {
    expect(toPayloadV1Request(REQUEST, FACTS)).toEqual({
      resource: '/orders/{id}',
      path: '/orders/a%20b',
      httpMethod: 'POST',
      headers: { Host: 'api.localhost:4566', Accept: 'text/plain', 'User-Agent': 'curl' },
      multiValueHeaders: {
        Host: ['api.localhost:4566'],
        Accept: ['text/html', 'text/plain'],
        'User-Agent': ['curl'],
      },
      queryStringParameters: { q: 'a b', empty: '' },
      multiValueQueryStringParameters: { q: ['1', 'a b'], empty: [''] },
      pathParameters: { id: 'a b' },
      stageVariables: null,
      requestContext: expect.objectContaining({
        accountId: '111122223333',
        domainPrefix: 'api',
        httpMethod: 'POST',
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'curl', user: null }),
        path: '/orders/a%20b',
        requestId: 'id',
        requestTime: '31/Jan/2026:12:00:00 +0000',
        requestTimeEpoch: 1_769_860_800_000,
        resourcePath: '/orders/{id}',
        stage: '$default',
      }),
      body: 'größer',
      isBase64Encoded: false,
    })
  })

  it('has null for what is absent', () => {
    const bare = { ...REQUEST, rawQuery: '', headers: [], body: new Uint8Array() }
    expect(toPayloadV1Request(bare, { ...FACTS, pathParameters: {} })).toMatchObject({
      headers: {},
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
      isBase64Encoded: false,
    })
  })

  it('has a body that is no text in base64', () => {
    const event = toPayloadV1Request({ ...REQUEST, body: Uint8Array.of(0xff, 0) }, FACTS)
    expect(event).toMatchObject({ body: '/wA=', isBase64Encoded: true })
  })
})

describe('a response in payload format 1.0', () => {
  const answer = (value: unknown) => {
    const { status, headers, cookies, body } = fromPayloadV1Response(JSON.stringify(value)) ?? {}
    return { status, headers: Object.fromEntries(headers ?? []), cookies, body: String(body) }
  }

  it('has status, headers and body', () => {
    const headers = { 'Content-Type': 'text/plain', 'X-Number': 1 }
    expect(answer({ statusCode: 201, headers, body: 'größer' })).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain', 'x-number': '1' },
      cookies: [],
      body: 'größer',
    })
  })

  it('has a header with several values as the list has them', () => {
    const multiValueHeaders = { 'Set-Cookie': ['a=1', 'b=2'], Vary: ['A', 'B'] }
    const value = { statusCode: 200, headers: { vary: 'C', x: 'y' }, multiValueHeaders }
    expect(answer(value)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', vary: 'A,B', x: 'y' },
      cookies: ['a=1', 'b=2'],
      body: '',
    })
  })

  it('has bytes from base64', () => {
    const value = { statusCode: '200', body: 'aGk=', isBase64Encoded: true }
    expect(answer(value)).toMatchObject({ status: 200, body: 'hi' })
  })

  it.each([
    ['a text', 'hello'],
    ['null', null],
    ['a list', []],
    ['an object without a status', { body: 'x' }],
    ['a status that is none', { statusCode: 99 }],
    ['an object for its body', { statusCode: 200, body: {} }],
    ['a header that cannot be sent', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['a list of headers that is none', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
  ])('is none when the function returns %s', (_what, value) => {
    expect(fromPayloadV1Response(JSON.stringify(value))).toBeUndefined()
  })
})
