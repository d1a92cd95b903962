import type { ResponseSink } from '../../execution/executor.ts'

/** Takes a streamed response for a caller who waits for the whole: its bytes need not be text. */
export function createCollector(limitBytes: number) {
  const chunks: Uint8Array[] = []
  let contentType: string | undefined
  const sink: ResponseSink = {
    limitBytes,
    begin(type) {
      contentType = type
    },
    async write(bytes) {
      chunks.push(bytes)
    },
  }
  return {
    sink,
    /** `undefined` when the function did not stream. */
    collected: () => (contentType === undefined ? undefined : Buffer.concat(chunks)),
    contentType: () => contentType,
  }
}
