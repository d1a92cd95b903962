import type { ServerResponse } from 'node:http'
import type { Answer } from '../protocol/answer.ts'

/** Writes an answer in one go. A client that went away meanwhile is not an error. */
export function sendAnswer(response: ServerResponse, requestId: string, answer: Answer): void {
  if (response.headersSent || response.destroyed) return
  const { status, headers, body = '' } = answer
  const lines: string[] = []
  for (const [name, value] of Object.entries(headers)) lines.push(name, value)
  lines.push('x-amzn-RequestId', requestId)
  const hasBody = status !== 204 && status !== 304
  if (!hasBody) {
    response.writeHead(status, lines).end()
    return
  }
  const length = byteLength(body)
  lines.push('Content-Length', String(length))
  // Text without other characters than those of ASCII is its own bytes, which is found out once, here.
  response.writeHead(status, lines).end(body, length === body.length ? 'latin1' : 'utf8')
}

function byteLength(body: string | Uint8Array): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
}
