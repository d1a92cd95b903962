/** So many slices share one filter. */
export const GENERATION_SLICES = 16

// 16 bits for each event and 6 probes: about one lookup in a thousand looks for nothing.
const FILTER_BITS = 20
const PROBES = 6

/**
 * A Bloom filter over the hashes of event ids: says "not here" for sure, or "perhaps here". With it, a
 * fresh event is accepted without a look into the slices of the log.
 */
export class EventFilter {
  readonly #bits = new Uint32Array(2 ** FILTER_BITS / 32)

  add(hash: number): void {
    const step = stepOf(hash)
    for (let probe = 0, at = hash | 0; probe < PROBES; probe += 1, at = (at + step) | 0) {
      const bit = at >>> (32 - FILTER_BITS)
      const word = bit >>> 5
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (bit & 31))
    }
  }

  mayContain(hash: number): boolean {
    const step = stepOf(hash)
    for (let probe = 0, at = hash | 0; probe < PROBES; probe += 1, at = (at + step) | 0) {
      const bit = at >>> (32 - FILTER_BITS)
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
    }
    return true
  }
}

/** An even step would visit only some of the bits. */
function stepOf(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (once ^ (once >>> 12)) | 1
}
