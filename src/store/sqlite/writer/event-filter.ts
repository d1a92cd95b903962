/** So many consecutive events are one slice of the index; see the migration of the events. */
export const SLICE_SIZE = 4_096
/** So many consecutive events share one filter. */
export const GENERATION_SIZE = 16 * SLICE_SIZE

// 16 bits for each event and 6 probes: about one lookup in a thousand looks for nothing.
const FILTER_BITS = 20
const PROBES = 6

/**
 * A Bloom filter over event ids: says "not here" for sure, or "perhaps here". With it, a fresh event
 * is accepted without a look into the slices of the index.
 */
export class EventFilter {
  readonly #bits: Uint32Array

  constructor(bits: Uint32Array = new Uint32Array(2 ** FILTER_BITS / 32)) {
    this.#bits = bits
  }

  add({ first, step }: Digest): void {
    for (let probe = 0, hash = first; probe < PROBES; probe += 1, hash = (hash + step) | 0) {
      const bit = hash >>> (32 - FILTER_BITS)
      const word = bit >>> 5
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (bit & 31))
    }
  }

  mayContain({ first, step }: Digest): boolean {
    for (let probe = 0, hash = first; probe < PROBES; probe += 1, hash = (hash + step) | 0) {
      const bit = hash >>> (32 - FILTER_BITS)
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
    }
    return true
  }

  toBytes(): Buffer {
    return Buffer.from(this.#bits.buffer, this.#bits.byteOffset, this.#bits.byteLength)
  }

  static fromBytes(bytes: Uint8Array): EventFilter {
    return new EventFilter(new Uint32Array(new Uint8Array(bytes).buffer))
  }
}

export type Digest = { readonly first: number; readonly step: number }

/** Two hashes (FNV-1a under two primes, then mixed) of an event's id and bus. */
export function digestOf(id: string, bus: string): Digest {
  const text = `${id} ${bus}`
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
  }
  // An even step would visit only some of the bits.
  return { first: mix(a), step: mix(b) | 1 }
}

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}
