import type { IncomingMessage } from 'node:http'

/** The body; `too-large` beyond the limit, `aborted` when the client went away within it. */
export type Body = Buffer | 'too-large' | 'aborted'

/** Reads to the end in any case, so that the answer reaches the client. Never rejects. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maxBytes) chunks.push(chunk)
      else chunks.length = 0
    })
    request.on('end', () => resolve(length > maxBytes ? 'too-large' : Buffer.concat(chunks)))
    request.on('close', () => resolve('aborted'))
    request.on('error', () => resolve('aborted'))
  })
}
