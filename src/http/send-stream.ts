import type { ServerResponse } from 'node:http'
import type { Logger } from '../platform/logger.ts'
import type { StreamedAnswer } from '../protocol/answer.ts'

/**
 * Writes an answer piece by piece, no faster than the client reads. When a piece fails to come, the
 * connection is cut: that is how a client knows that the body is not whole.
 */
export async function sendStream(
  response: ServerResponse,
  requestId: string,
  { status, headers, chunks }: StreamedAnswer,
  log: Logger,
): Promise<void> {
  if (!response.destroyed) {
    response.writeHead(status, { ...headers, 'x-amzn-RequestId': requestId })
    response.flushHeaders()
  }
  try {
    // Read in any case: whoever writes waits for it, and learns here that nobody is left.
    for await (const bytes of chunks) {
      if (response.destroyed) return
      if (!response.write(bytes)) await drained(response)
    }
    response.end()
  } catch (error) {
    response.destroy()
    log.debug('a streamed answer was cut', { requestId, error: String(error) })
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
    if (response.destroyed) done()
  })
}
