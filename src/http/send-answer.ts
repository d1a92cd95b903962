import type { ServerResponse } from 'node:http'
import type { Answer } from '../protocol/answer.ts'

/** Writes an answer in one go. A client that went away meanwhile is not an error. */
export function sendAnswer(response: ServerResponse, requestId: string, answer: Answer): void {
  if (response.headersSent || response.destroyed) return
  const { status, headers, body = '' } = answer
  const hasBody = status !== 204 && status !== 304
  response.writeHead(status, {
    ...headers,
    'x-amzn-RequestId': requestId,
    ...(hasBody ? { 'Content-Length': byteLength(body) } : {}),
  })
  response.end(hasBody ? body : undefined)
}

function byteLength(body: string | Uint8Array): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
}
