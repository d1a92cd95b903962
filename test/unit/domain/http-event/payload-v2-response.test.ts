import { describe, expect, it } from 'vitest'
import {
  fromPayloadV2Response,
  fromStreamMetadata,
} from '../../../../src/domain/http-event/payload-v2-response.ts'

function read(result: unknown) {
  const response = fromPayloadV2Response(JSON.stringify(result))
  return (
    response && {
      ...response,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(response.body).toString(),
    }
  )
}

describe('a result with a status code', () => {
  it('is the response, its body byte for byte', () => {
    const body = '{ "a": 1 }'
    const given = { statusCode: 201, headers: { 'X-A': 'b' }, cookies: ['a=1', 'b=2'], body }
    expect(read(given)).toEqual({
      status: 201,
      headers: { 'x-a': 'b', 'content-type': 'application/json' },
      cookies: ['a=1', 'b=2'],
      body,
    })
  })

  it('may be given as text, with a content type, and without a body', () => {
    const given = { statusCode: '418', headers: { 'Content-Type': 'text/html' } }
    expect(read(given)).toEqual({
      status: 418,
      headers: { 'content-type': 'text/html' },
      cookies: [],
      body: '',
    })
  })

  it('gives its body in base64 when it says so', () => {
    const given = { statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true }
    expect(read(given)?.body).toBe('hello')
    expect(read({ ...given, isBase64Encoded: false })?.body).toBe('aGVsbG8=')
  })

  it('may hold headers and bodies that are no text', () => {
    const given = {
      statusCode: 200,
      headers: { 'x-n': 1, 'x-b': true, 'x-no': null },
      body: { a: 1 },
    }
    expect(read(given)).toMatchObject({ headers: { 'x-n': '1', 'x-b': 'true' }, body: '{"a":1}' })
    expect(read(given)?.headers).not.toHaveProperty('x-no')
  })

  it('leaves the connection to the server', () => {
    const headers = { Connection: 'close', 'Content-Length': '99', 'transfer-encoding': 'chunked' }
    expect(read({ statusCode: 200, headers })?.headers).toEqual({
      'content-type': 'application/json',
    })
  })

  it.each([
    ['a status that is none', { statusCode: 'abc' }],
    ['a status below 200', { statusCode: 101 }],
    ['a status above 599', { statusCode: 600 }],
    ['headers that are none', { statusCode: 200, headers: 'no' }],
    ['a header with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['a name that no header can have', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['a cookie with a line break', { statusCode: 200, cookies: ['a=1\r\nSet-Cookie: b=2'] }],
    ['cookies that are none', { statusCode: 200, cookies: 'a=1' }],
  ])('is refused with %s', (_what, given) => {
    expect(read(given)).toBeUndefined()
  })
})

describe('any other result', () => {
  it.each([
    [{ hello: 'world' }, '{"hello":"world"}'],
    [['hello', 3, true], '["hello",3,true]'],
    ['hello', 'hello'],
    [3, '3'],
    [3.1, '3.1'],
    [true, 'true'],
    [null, 'null'],
  ])('is the body of a response in JSON: %j', (given, body) => {
    const headers = { 'content-type': 'application/json' }
    expect(read(given)).toEqual({ status: 200, headers, cookies: [], body })
  })

  it('is refused when it is no JSON', () => {
    expect(fromPayloadV2Response('hello')).toBeUndefined()
  })
})

describe('the metadata of a stream', () => {
  it('are a response without a body, and nothing is added', () => {
    const metadata = { statusCode: 202, headers: { 'Content-Type': 'text/html' }, cookies: ['a=1'] }
    expect(fromStreamMetadata(JSON.stringify(metadata))).toEqual({
      status: 202,
      headers: new Map([['content-type', 'text/html']]),
      cookies: ['a=1'],
    })
    expect(fromStreamMetadata('{}')).toEqual({ status: 200, headers: new Map(), cookies: [] })
  })

  it.each(['', '[]', 'null', '{"statusCode":1}'])('are refused when they are %j', (text) => {
    expect(fromStreamMetadata(text)).toBeUndefined()
  })
})
