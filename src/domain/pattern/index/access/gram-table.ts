import type { ScannedValue } from '../../scan/scanned-value.ts'
import { toUtf8 } from '../../value/utf8.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { Postings } from './postings.ts'

/** Long grams are rare, and each length costs a pass over the value. */
const LENGTHS = [8, 6, 4, 3, 2, 1]
/** Of the words of four bytes that a gram is hashed from. Long grams are two of them. */
const WORD = 4
const BITS_PER_BYTE = 8

const HASH_FACTOR = 0x01000193

/** A few bytes that a text has somewhere. Equal hashes may stand for different ones. */
export type Gram = { readonly hash: number; readonly length: number }

/** Shelves by a gram that a value must have. */
export class GramTable {
  readonly #postings: Postings
  /** How many wait under grams of each length. */
  readonly #ofLength = new Uint32Array(Math.max(...LENGTHS) + 1)

  constructor(shelves: Shelves) {
    this.#postings = new Postings(shelves)
  }

  /** That of the text's grams that the fewest wait under. */
  rarest(text: string): Gram {
    const bytes = toUtf8(text)
    const length = LENGTHS.find((candidate) => candidate <= bytes.length) ?? 0
    let rarest = 0
    let lowest = Number.POSITIVE_INFINITY
    for (let end = length; end <= bytes.length; end += 1) {
      const hash = hashOf(bytes, end, length)
      const count = this.#postings.count(hash)
      if (count >= lowest) continue
      rarest = hash
      lowest = count
    }
    return { hash: rarest, length }
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
    for (const length of LENGTHS) {
      if (this.#ofLength[length] !== 0) this.#reachOfLength(length, value, hits)
    }
  }

  /** A loop over all of a value: a word is carried from one place to the next. */
  #reachOfLength(length: number, value: ScannedValue, hits: Hits): void {
    const { bytes, from, to } = value
    const overlap = length > WORD ? length - WORD : 0
    const mask = maskOf(length)
    let word = 0
    let before = 0
    for (let at = from; at < to; at += 1) {
      word = (word << BITS_PER_BYTE) | (bytes[at] as number)
      if (overlap > 0 && at - overlap >= from) {
        before = (before << BITS_PER_BYTE) | (bytes[at - overlap] as number)
      }
      if (at - from + 1 < length) continue
      const hash = hashWords(word & mask, before, length)
      this.#postings.reach(hash, value, hits)
    }
  }

  #note({ length }: Gram, change: number): void {
    this.#ofLength[length] = (this.#ofLength[length] ?? 0) + change
  }
}

/** The hash of the gram that ends there. */
function hashOf(bytes: Uint8Array, end: number, length: number): number {
  const word = wordBefore(bytes, end, length)
  const before = length > WORD ? wordBefore(bytes, end - (length - WORD), WORD) : 0
  return hashWords(word, before, length)
}

function wordBefore(bytes: Uint8Array, end: number, length: number): number {
  let word = 0
  for (let at = Math.max(0, end - WORD); at < end; at += 1) {
    word = (word << BITS_PER_BYTE) | (bytes[at] ?? 0)
  }
  return word & maskOf(length)
}

function maskOf(length: number): number {
  return length < WORD ? (1 << (length * BITS_PER_BYTE)) - 1 : -1
}

/** @param word - the last four bytes of a gram. @param before - of a long gram, its first four. */
function hashWords(word: number, before: number, length: number): number {
  const hash = Math.imul(before ^ length, HASH_FACTOR) ^ word
  return Math.imul(hash ^ (hash >>> 15), HASH_FACTOR)
}
