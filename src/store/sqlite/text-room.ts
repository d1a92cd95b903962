/** Memory that texts are written into. */
export type TextRoom = {
  /** @param most - how many bytes may be written. */
  take(most: number): Space
}

export type Space = {
  readonly bytes: Buffer
  /** Where to begin. */
  readonly start: number
  /** Keeps what was written, up to there, until it is released. */
  keep(end: number): void
  /** To be called once, when nobody reads it any more. */
  release(): void
}

/** Some groups of the writer, which are a few hundred kilobytes each. */
const CHUNK_BYTES = 1024 * 1024
const MOST_CHUNKS = 8

type Chunk = { readonly bytes: Buffer; used: number; kept: number }

/**
 * Memory that this thread and the writer thread share: what is written here need not be copied from one to
 * the other, and is used again once it is on the disk. When it is full, as while the disk is slow, texts get
 * memory of their own.
 */
export function createSharedTextRoom(): TextRoom {
  const free: Chunk[] = []
  let chunks = 0
  let current: Chunk | undefined

  const nextChunk = (): Chunk | undefined => {
    const known = free.pop()
    if (known !== undefined || chunks === MOST_CHUNKS) return known
    chunks += 1
    return { bytes: Buffer.from(new SharedArrayBuffer(CHUNK_BYTES)), used: 0, kept: 0 }
  }
  const release = (chunk: Chunk) => {
    chunk.kept -= 1
    if (chunk.kept > 0) return
    chunk.used = 0
    if (chunk !== current) free.push(chunk)
  }

  return {
    take(most) {
      if (most > CHUNK_BYTES) return ownSpace(most)
      if (current === undefined || current.used + most > CHUNK_BYTES) {
        current = nextChunk()
      }
      const chunk = current
      if (chunk === undefined) return ownSpace(most)
      return {
        bytes: chunk.bytes,
        start: chunk.used,
        keep(end) {
          chunk.used = end
          chunk.kept += 1
        },
        release: () => release(chunk),
      }
    },
  }
}

/** Memory for one taker alone. */
export const ownTextRoom: TextRoom = { take: ownSpace }

function ownSpace(most: number): Space {
  // Not from the pool of small buffers, all of which would be copied with it.
  return { bytes: Buffer.allocUnsafeSlow(most), start: 0, keep() {}, release() {} }
}
