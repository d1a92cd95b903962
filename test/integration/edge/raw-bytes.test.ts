import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawExchange } from './raw-exchange.ts'
import { startEdge, type TestEdge } from './start-edge.ts'

let edge: TestEdge

beforeAll(async () => {
  edge = await startEdge()
})

afterAll(() => edge.stop())

const HEAD =
  'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSEvents.DescribeRule\r\nConnection: close\r\n'
const BODY = '{"Name":"a"}'

const send = (...parts: string[]) => rawExchange(edge.port, parts)

describe('a body on the wire', () => {
  it('may come in chunks', async () => {
    const text = await send(
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
      '5\r\n{"Nam\r\n',
      '7\r\ne":"a"}\r\n0\r\n\r\n',
    )
    expect(text).toContain('HTTP/1.1 200 OK')
  })

  it('may wait for the consent to send it', async () => {
    const head = `${HEAD}Content-Length: ${BODY.length}\r\nExpect: 100-continue\r\n\r\n`
    const socket = connect(edge.port, '127.0.0.1')
    socket.write(head)
    const [consent] = await once(socket, 'data')
    expect(String(consent)).toContain('HTTP/1.1 100 Continue')
    socket.write(BODY)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('HTTP/1.1 200 OK')
    socket.destroy()
  })

  it('is not asked for when the request is refused anyway', async () => {
    const head = HEAD.replace('localhost', 'evil.example')
    const text = await send(`${head}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1.1 403/)
  })

  it.each([
    ['has two lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}'],
    ['has a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}'],
    ['has a length that is no number', 'Content-Length: many\r\n\r\n{}'],
    ['has a broken chunk', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n{}'],
    ['expects what nobody has', 'Expect: miracles\r\nContent-Length: 2\r\n\r\n{}'],
  ])('is refused when it %s', async (_what, rest) => {
    expect(await send(HEAD + rest)).toMatch(/^HTTP\/1.1 4\d\d/)
  })

  it('that ends before its length says so leaves the server alone', async () => {
    const socket = connect(edge.port, '127.0.0.1')
    socket.write(`${HEAD}Content-Length: 1000\r\n\r\n{"Name"`, () => socket.destroy())
    await once(socket, 'close')
    expect(await send(`${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`)).toContain('200 OK')
    expect(edge.errors).toEqual([])
  })

  it('that never ends is cut off, with an answer', async () => {
    const keepAlive = HEAD.replace('Connection: close\r\n', '')
    const megabyte = Buffer.alloc(1024 * 1024, ' ')
    const parts = Array.from({ length: 132 }, () => megabyte)
    const head = `${keepAlive}Content-Length: 99999999999\r\n\r\n`
    const text = await rawExchange(edge.port, [head, ...parts])
    expect(text).toContain('HTTP/1.1 413 Payload Too Large')
    expect(text).toContain('Connection: close')
  })

  it('that is longer than its length says is not taken for more than that', async () => {
    const keepAlive = HEAD.replace('Connection: close\r\n', '')
    const text = await send(`${keepAlive}Content-Length: 12\r\n\r\n${BODY}garbage\r\n\r\n`)
    expect(text).toContain('HTTP/1.1 400 Bad Request')
  })
})

describe('bytes that are no request', () => {
  it.each([
    ['noise', '\u0000\u0001\u0002\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    [
      'a header that is too long',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    ],
    ['a request without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an old request without a host', 'GET / HTTP/1.0\r\n\r\n'],
    ['control characters in the path', 'GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a request to a proxy', 'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  ])('get a client error: %s', async (_what, bytes) => {
    const text = await rawExchange(edge.port, [bytes], (soFar) => soFar.includes('\r\n\r\n'))
    expect(text).toMatch(/^HTTP\/1.1 4\d\d/)
  })

  it('that ask for a tunnel get none', async () => {
    const text = await rawExchange(edge.port, [
      'CONNECT evil:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ])
    expect(text).not.toContain('200')
  })

  it('that ask for another protocol are answered as a request', async () => {
    const upgrade = `${HEAD.replace('close', 'Upgrade')}Upgrade: websocket\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`
    const text = await rawExchange(edge.port, [upgrade], (soFar) => soFar.includes('}'))
    expect(text).toMatch(/^HTTP\/1.1 [24]\d\d/)
  })
})
