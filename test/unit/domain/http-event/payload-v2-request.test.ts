import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toGatewayTime } from '../../../../src/domain/http-event/gateway-time.ts'
import type { HttpRequest } from '../../../../src/domain/http-event/http-request.ts'
import { toPayloadV2Request } from '../../../../src/domain/http-event/payload-v2-request.ts'

const facts = {
  requestId: 'e1506fd5-9e7b-434f-bd42-4f8fa224b599',
  receivedAt: Date.UTC(2020, 2, 12, 19, 3, 58, 390),
  accountId: 'anonymous',
  apiId: 'abcdefghijklmnopqrstuvwxyz012345',
  domainName: 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.localhost',
  domainPrefix: 'abcdefghijklmnopqrstuvwxyz012345',
}

function aRequest(change: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    rawPath: '/pa2%Fth/1',
    rawQuery: '',
    headers: [['Host', 'example.test']],
    body: new Uint8Array(),
    protocol: 'HTTP/1.1',
    sourceIp: '1.2.3.4',
    ...change,
  }
}

const eventOf = (change: Partial<HttpRequest> = {}) =>
  toPayloadV2Request(aRequest(change), facts) as Record<string, unknown>

const bodyOf = (contentType: string | undefined, bytes: Uint8Array) => {
  const headers = contentType === undefined ? [] : ([['Content-Type', contentType]] as const)
  const { body, isBase64Encoded } = eventOf({ headers, body: bytes })
  return { body, isBase64Encoded }
}

describe('a request event of format 2.0', () => {
  it('has every member of a bare request, and none that has no value', () => {
    expect(eventOf()).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/pa2%Fth/1',
      rawQueryString: '',
      headers: { host: 'example.test' },
      requestContext: {
        accountId: 'anonymous',
        apiId: facts.apiId,
        domainName: facts.domainName,
        domainPrefix: facts.apiId,
        http: {
          method: 'POST',
          path: '/pa2%Fth/1',
          protocol: 'HTTP/1.1',
          sourceIp: '1.2.3.4',
          userAgent: null,
        },
        requestId: facts.requestId,
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1584039838390,
      },
      isBase64Encoded: false,
    })
  })

  it('writes header names in lower case and joins repeated headers by commas', () => {
    const headers = [
      ['X-One', 'a'],
      ['User-Agent', 'curl/8'],
      ['x-one', 'b, c'],
    ] as const
    const event = eventOf({ headers })
    expect(event).toMatchObject({
      headers: { 'x-one': 'a,b, c', 'user-agent': 'curl/8' },
      requestContext: { http: { userAgent: 'curl/8' } },
    })
  })

  it('moves cookies out of the headers', () => {
    const headers = [
      ['Cookie', 'a=1; b=2'],
      ['cookie', 'c=3'],
    ] as const
    expect(eventOf({ headers })).toMatchObject({ cookies: ['a=1', 'b=2', 'c=3'], headers: {} })
    expect(eventOf({ headers })).not.toHaveProperty('headers.cookie')
  })

  it('decodes the query and joins the values of a repeated name, and keeps the query as sent', () => {
    const event = eventOf({ rawQuery: 'q=a&q=b%20c&empty&x=1%2C2' })
    expect(event).toMatchObject({
      rawQueryString: 'q=a&q=b%20c&empty&x=1%2C2',
      queryStringParameters: { q: 'a,b c', empty: '', x: '1,2' },
    })
  })

  it.each([
    'text/plain',
    'application/json',
    'application/json; charset=utf-8',
    'application/xml',
    'application/javascript',
    'application/problem+json',
  ])('gives a body of %s as text', (type) => {
    expect(bodyOf(type, Buffer.from('{"é":1}'))).toEqual({
      body: '{"é":1}',
      isBase64Encoded: false,
    })
  })

  it.each(['application/octet-stream', 'multipart/form-data; boundary=x', 'image/png', undefined])(
    'gives a body of %s in base64',
    (type) => {
      expect(bodyOf(type, Buffer.from('abc'))).toEqual({ body: 'YWJj', isBase64Encoded: true })
    },
  )

  it('loses no byte of a body, whatever it is said to be', () => {
    const types = fc.constantFrom('text/plain', 'application/json', 'image/png', undefined)
    fc.assert(
      fc.property(types, fc.uint8Array({ minLength: 1 }), (type, bytes) => {
        const { body, isBase64Encoded } = bodyOf(type, bytes)
        const back = Buffer.from(String(body), isBase64Encoded ? 'base64' : 'utf8')
        expect(back.equals(bytes)).toBe(true)
      }),
    )
  })

  it('takes the route and the authorizer of the front door', () => {
    const authorizer = { iam: { accessKey: 'AKIA' } }
    const event = toPayloadV2Request(aRequest(), { ...facts, routeKey: 'GET /a', authorizer })
    expect(event).toMatchObject({
      routeKey: 'GET /a',
      requestContext: { routeKey: 'GET /a', authorizer },
    })
  })
})

it('prints the days and months of access logs', () => {
  expect(toGatewayTime(Date.UTC(2026, 0, 1))).toBe('01/Jan/2026:00:00:00 +0000')
  expect(toGatewayTime(Date.UTC(2025, 11, 31, 23, 59, 59, 999))).toBe('31/Dec/2025:23:59:59 +0000')
})
