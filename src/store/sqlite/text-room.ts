/**
 * Where the texts of a request are: from one byte to another of the memory that both threads share, or by
 * themselves.
 */
export type Texts = readonly [start: number, end: number] | Uint8Array

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
  keep(end: number): Texts
  /** To be called once, when nobody reads it any more. */
  release(): void
}

/** Some groups of the writer, which are a few hundred kilobytes each. */
const CHUNK_BYTES = 1024 * 1024
const MOST_CHUNKS = 8

/** The system gives memory to a part of it when something is written there first. */
export function allocateSharedTexts(): SharedArrayBuffer {
  return new SharedArrayBuffer(MOST_CHUNKS * CHUNK_BYTES)
}

/**
 * Memory that this thread and the writer thread share: what is written here need not be copied from one to
 * the other, and is used again once it is on the disk. When it is full, as while the disk is slow, texts get
 * memory of their own.
 */
export function createSharedTextRoom(memory: SharedArrayBuffer): TextRoom {
  const bytes = Buffer.from(memory)
  const free: Chunk[] = []
  let chunks = 0
  let current: Chunk | undefined

  const nextChunk = (): Chunk | undefined => {
    const known = free.pop()
    if (known !== undefined || chunks === MOST_CHUNKS) return known
    chunks += 1
    return new Chunk((chunks - 1) * CHUNK_BYTES)
  }
  const onEmpty = (chunk: Chunk) => {
    if (chunk !== current) free.push(chunk)
  }

  return {
    take(most) {
      if (most > CHUNK_BYTES) return ownSpace(most)
      if (current === undefined || current.used + most > CHUNK_BYTES) current = nextChunk()
      if (current === undefined) return ownSpace(most)
      return new SharedSpace(bytes, current, onEmpty)
    },
  }
}

class Chunk {
  readonly from: number
  used = 0
  kept = 0

  constructor(from: number) {
    this.from = from
  }
}

class SharedSpace implements Space {
  readonly bytes: Buffer
  readonly start: number
  readonly #chunk: Chunk
  readonly #onEmpty: (chunk: Chunk) => void

  constructor(bytes: Buffer, chunk: Chunk, onEmpty: (chunk: Chunk) => void) {
    this.bytes = bytes
    this.start = chunk.from + chunk.used
    this.#chunk = chunk
    this.#onEmpty = onEmpty
  }

  keep(end: number): Texts {
    this.#chunk.used = end - this.#chunk.from
    this.#chunk.kept += 1
    return [this.start, end]
  }

  release(): void {
    const chunk = this.#chunk
    chunk.kept -= 1
    if (chunk.kept > 0) return
    chunk.used = 0
    this.#onEmpty(chunk)
  }
}

/** Memory for one taker alone. */
export const ownTextRoom: TextRoom = { take: ownSpace }

function ownSpace(most: number): Space {
  // Not from the pool of small buffers, all of which would be copied with it.
  const bytes = Buffer.allocUnsafeSlow(most)
  return { bytes, start: 0, keep: (end) => bytes.subarray(0, end), release() {} }
}
