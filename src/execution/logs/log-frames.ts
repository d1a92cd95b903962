import type { OutputSink } from './output-lines.ts'

const HEADER_BYTES = 16
const LENGTH_OFFSET = 4
/** The first two bytes of each frame; the rest of its type tells text from JSON, and the level. */
const MAGIC = 0xa55a
/** Code of a function can write anything here: a frame that claims more is no frame. */
const LONGEST_MESSAGE_BYTES = 1_048_576

/**
 * Reads the framed log of Lambda's own runtimes: type (4 bytes), length (4), time (8), message. Unlike
 * on the standard streams, one message may have many lines and is one entry of the log.
 */
export function createLogFrames(sink: OutputSink) {
  let rest: Buffer = Buffer.alloc(0)
  let isBroken = false

  const takeFrame = (): string | undefined => {
    if (rest.length < HEADER_BYTES) return undefined
    const length = rest.readUInt32BE(LENGTH_OFFSET)
    if (rest.readUInt16BE(0) !== MAGIC || length > LONGEST_MESSAGE_BYTES) {
      isBroken = true
      return undefined
    }
    const end = HEADER_BYTES + length
    if (rest.length < end) return undefined
    const message = rest.toString('utf8', HEADER_BYTES, end)
    rest = rest.subarray(end)
    return message.endsWith('\n') ? message.slice(0, -1) : message
  }

  return {
    push(chunk: Buffer): void {
      if (isBroken) {
        sink.dropped(chunk.length)
        return
      }
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const messages: string[] = []
      for (let next = takeFrame(); next !== undefined; next = takeFrame()) messages.push(next)
      if (messages.length > 0) sink.lines(messages)
    },
  }
}
