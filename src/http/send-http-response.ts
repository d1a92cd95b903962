import type { ServerResponse } from 'node:http'
import type { HttpResponse } from '../domain/http-event/http-request.ts'

/** Writes what a function answered. A client that went away meanwhile is not an error. */
export function sendHttpResponse(
  response: ServerResponse,
  { status, headers, cookies, body }: HttpResponse,
  added: Readonly<Record<string, string>>,
): void {
  if (response.headersSent || response.destroyed) return
  const hasBody = status !== 204 && status !== 304
  response.writeHead(status, {
    ...Object.fromEntries(headers),
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
    ...added,
    ...(hasBody && { 'content-length': body.byteLength }),
  })
  response.end(hasBody ? body : undefined)
}
