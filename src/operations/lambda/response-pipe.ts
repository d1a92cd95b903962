import type { ResponseSink } from '../../execution/executor.ts'

type Waiting = { readonly bytes: Uint8Array; readonly taken: () => void }

export type ResponsePipe = {
  /** The end that the function writes to. */
  readonly sink: ResponseSink
  /** The content type once the function writes, or `undefined` once it has ended without writing. */
  readonly begun: Promise<string | undefined>
  /** The other end; to be read once. A reader that stops lets the function write into nothing. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Nothing more is written. */
  end(): void
}

/** Lets a function write no faster than its response is read. */
export function createResponsePipe(limitBytes: number): ResponsePipe {
  const waiting: Waiting[] = []
  const begun = Promise.withResolvers<string | undefined>()
  let isOver = false
  let isUnread = false
  let wake = () => {}

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = waiting.shift()
        if (next !== undefined) {
          try {
            yield next.bytes
          } finally {
            next.taken()
          }
        } else if (isOver) return
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      isUnread = true
      for (const { taken } of waiting.splice(0)) taken()
    }
  }

  return {
    sink: {
      limitBytes,
      begin: (contentType) => begun.resolve(contentType),
      write(bytes) {
        if (isUnread) return Promise.resolve()
        return new Promise((taken) => {
          waiting.push({ bytes, taken })
          wake()
        })
      },
    },
    begun: begun.promise,
    chunks: read(),
    end() {
      isOver = true
      begun.resolve(undefined)
      wake()
    },
  }
}
