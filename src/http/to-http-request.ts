import type { IncomingMessage } from 'node:http'
import type { HeaderLine, HttpRequest } from '../domain/http-event/http-request.ts'

/**
 * A request as values, with the headers that a gateway adds for the function behind it.
 * @param rawPath - the path without what only led to the front door.
 */
export function toHttpRequest(
  request: IncomingMessage,
  rawPath: string,
  body: Uint8Array,
): HttpRequest {
  const { method = 'GET', url = '/', headers, httpVersion, socket } = request
  const mark = url.indexOf('?')
  const sourceIp = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const before = headers['x-forwarded-for']
  const added: HeaderLine[] = [
    ['x-forwarded-for', before === undefined ? sourceIp : `${before}, ${sourceIp}`],
    ['x-forwarded-port', String(socket.localPort ?? '')],
    ['x-forwarded-proto', 'http'],
  ]
  const names = new Set(added.map(([name]) => name))
  const own = linesOf(request.rawHeaders).filter(([name]) => !names.has(name.toLowerCase()))
  return {
    method,
    rawPath,
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    headers: [...own, ...added],
    body,
    protocol: `HTTP/${httpVersion}`,
    sourceIp,
  }
}

function linesOf(rawHeaders: readonly string[]): HeaderLine[] {
  return rawHeaders.flatMap((name, at): HeaderLine[] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
  )
}
