import type { ScannedValue } from '../../scan/scanned-value.ts'
import { toUtf8 } from '../../value/utf8.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { Postings } from './postings.ts'

/** Long grams are rare, and each length costs a look-up. */
const LENGTHS = [8, 6, 4, 3, 2, 1]
/** Of the words of four bytes that a gram is hashed from. Long grams are two of them. */
const WORD = 4
const BITS_PER_BYTE = 8
const BYTES = 256

const HASH_FACTOR = 0x01000193

/** A few bytes that a text has somewhere. Equal hashes may stand for different ones. */
export type Gram = { readonly hash: number; readonly length: number; readonly first: number }

/** Shelves by a gram that a value must have. */
export class GramTable {
  readonly #postings: Postings
  /** How many wait under grams of each length. */
  readonly #ofLength = new Uint32Array(Math.max(...LENGTHS) + 1)
  /** How many wait under grams with each first byte: most places in a value need no more than a look at this. */
  readonly #ofFirst = new Uint32Array(BYTES)

  constructor(shelves: Shelves) {
    this.#postings = new Postings(shelves)
  }

  /** That of the text's grams that the fewest wait under, and of those the first: texts often start with a rare byte. */
  rarest(text: string): Gram {
    const bytes = toUtf8(text)
    const length = LENGTHS.find((candidate) => candidate <= bytes.length) ?? 0
    let rarest = { hash: 0, length, first: bytes[0] ?? 0 }
    let lowest = Number.POSITIVE_INFINITY
    for (let start = 0; start + length <= bytes.length; start += 1) {
      const hash = hashOf(bytes, start, length)
      const count = this.#postings.count(hash)
      if (count >= lowest) continue
      rarest = { hash, length, first: bytes[start] ?? 0 }
      lowest = count
    }
    return rarest
  }

  /** How many wait under a gram. */
  count({ hash }: Gram): number {
    return this.#postings.count(hash)
  }

  add(gram: Gram, waiting: Waiting): void {
    this.#postings.add(gram.hash, waiting)
    this.#note(gram, 1)
  }

  remove(gram: Gram, waiting: Waiting): void {
    this.#postings.remove(gram.hash, waiting)
    this.#note(gram, -1)
  }

  /** @param value - whose bytes have been read. */
  reach(value: ScannedValue, hits: Hits): void {
    const { bytes, to } = value
    const ofFirst = this.#ofFirst
    for (let start = value.from; start < to; start += 1) {
      if (ofFirst[bytes[start] as number] !== 0) this.#reachFrom(start, value, hits)
    }
  }

  #reachFrom(start: number, value: ScannedValue, hits: Hits): void {
    for (const length of LENGTHS) {
      if (this.#ofLength[length] === 0 || start + length > value.to) continue
      this.#postings.reach(hashOf(value.bytes, start, length), value, hits)
    }
  }

  #note({ length, first }: Gram, change: number): void {
    this.#ofLength[length] = (this.#ofLength[length] ?? 0) + change
    this.#ofFirst[first] = (this.#ofFirst[first] ?? 0) + change
  }
}

/** The hash of the gram that starts there. */
function hashOf(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length
  const first = wordBetween(bytes, start, Math.min(end, start + WORD))
  const last = wordBetween(bytes, Math.max(start, end - WORD), end)
  const hash = Math.imul(first ^ length, HASH_FACTOR) ^ last
  return Math.imul(hash ^ (hash >>> 15), HASH_FACTOR)
}

function wordBetween(bytes: Uint8Array, start: number, end: number): number {
  let word = 0
  for (let at = start; at < end; at += 1) {
    word = (word << BITS_PER_BYTE) | (bytes[at] as number)
  }
  return word
}
