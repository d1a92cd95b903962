import type { IncomingMessage, ServerResponse } from 'node:http'

export type BodyResult =
  | { readonly is: 'complete'; readonly bytes: Buffer }
  | { readonly is: 'too-large' }
  /** The client went away; nobody waits for an answer. */
  | { readonly is: 'aborted' }

const EMPTY = Buffer.alloc(0)

/**
 * How much of a body that is too large is read and dropped before the answer. Clients write their whole
 * body before they read; closing at once would show them a broken connection instead of the error.
 */
const DROPPED_BYTES = 128 * 1024 * 1024

/**
 * Collects a request's body, at most `limit` bytes of it. How long that may take is up to the server's
 * request time-out.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): Promise<BodyResult> {
  // It waited, and nobody would say so again.
  if (request.destroyed) return Promise.resolve({ is: 'aborted' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0

    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      if (size <= limit + DROPPED_BYTES) return
      request.pause()
      // The rest of the body would be read as the next request.
      response.shouldKeepAlive = false
      resolve({ is: 'too-large' })
    })
    request.on('end', () => {
      if (size > limit) resolve({ is: 'too-large' })
      else resolve({ is: 'complete', bytes: joined(chunks) })
    })
    // After `end` this changes nothing. An error, which Node tells only those who listen, comes before it.
    request.on('close', () => resolve({ is: 'aborted' }))

    const awaitsConsent = request.headers.expect !== undefined && request.httpVersion === '1.1'
    if (awaitsConsent) response.writeContinue()
  })
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first = EMPTY] = chunks
  return chunks.length <= 1 ? first : Buffer.concat(chunks)
}
