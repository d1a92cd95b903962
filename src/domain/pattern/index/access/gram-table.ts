import type { ScannedValue } from '../../scan/scanned-value.ts'
import { toUtf8 } from '../../value/utf8.ts'
import type { FieldTest } from '../branch.ts'
import { Postings } from './postings.ts'
import type { Reached } from './reached.ts'

/** Long grams are rare, and each length costs a pass over the value. */
const LENGTHS = [8, 6, 4, 3, 2, 1]
/** Of the words of four bytes that a gram is hashed from. Long grams are two of them. */
const WORD = 4
const BITS_PER_BYTE = 8

const HASH_FACTOR = 0x01000193
const FILTER_SIZE = 4_096

/** A few bytes that a text has somewhere. Equal hashes may stand for different ones. */
export type Gram = { readonly hash: number; readonly length: number }

/** Tests by a gram that a value must have. */
export class GramTable {
  readonly #tests = new Postings()
  /** How many tests there are with grams of each length. */
  readonly #ofLength = new Uint32Array(Math.max(...LENGTHS) + 1)
  /** How many grams there are with each remainder: most grams of a value stop here. */
  readonly #ofRemainder = new Uint32Array(FILTER_SIZE)

  /** That of the text's grams that the fewest tests are under. */
  rarest(text: string): Gram {
    const bytes = toUtf8(text)
    const length = LENGTHS.find((candidate) => candidate <= bytes.length) ?? 0
    const hashes: number[] = []
    eachGram(bytes, 0, bytes.length, length, (hash) => hashes.push(hash))
    let rarest = 0
    let lowest = Number.POSITIVE_INFINITY
    for (const hash of hashes) {
      const count = this.#tests.count(hash)
      if (count >= lowest) continue
      rarest = hash
      lowest = count
    }
    return { hash: rarest, length }
  }

  /** How many tests are under a gram. */
  count({ hash }: Gram): number {
    return this.#tests.count(hash)
  }

  add(gram: Gram, test: FieldTest): void {
    this.#tests.add(gram.hash, test)
    this.#note(gram, 1)
  }

  remove(gram: Gram, test: FieldTest): void {
    this.#tests.remove(gram.hash, test)
    this.#note(gram, -1)
  }

  /** @param value - whose bytes have been read. */
  reach(value: ScannedValue, reached: Reached): void {
    for (const length of LENGTHS) {
      if (this.#ofLength[length] === 0) continue
      eachGram(value.bytes, value.from, value.to, length, (hash) => {
        if (this.#ofRemainder[remainderOf(hash)] === 0) return
        const posting = this.#tests.get(hash)
        if (posting !== undefined) reached.add(posting, value)
      })
    }
  }

  #note({ hash, length }: Gram, change: number): void {
    this.#ofLength[length] = (this.#ofLength[length] ?? 0) + change
    const remainder = remainderOf(hash)
    this.#ofRemainder[remainder] = (this.#ofRemainder[remainder] ?? 0) + change
  }
}

/** Calls with the hash of each gram of a length; a gram takes the same few steps whatever its length. */
function eachGram(
  bytes: Uint8Array,
  from: number,
  to: number,
  length: number,
  take: (hash: number) => void,
): void {
  const overlap = length > WORD ? length - WORD : 0
  const mask = length < WORD ? (1 << (length * BITS_PER_BYTE)) - 1 : -1
  // The last four bytes, and those some places before: of a long gram, its end and its start.
  let word = 0
  let before = 0
  for (let at = from; at < to; at += 1) {
    word = (word << BITS_PER_BYTE) | (bytes[at] as number)
    if (overlap > 0 && at - overlap >= from) {
      before = (before << BITS_PER_BYTE) | (bytes[at - overlap] as number)
    }
    if (at - from + 1 >= length) take(hashOf(word & mask, before, length))
  }
}

function hashOf(word: number, before: number, length: number): number {
  const hash = Math.imul(before ^ length, HASH_FACTOR) ^ word
  return Math.imul(hash ^ (hash >>> 15), HASH_FACTOR)
}

function remainderOf(hash: number): number {
  return (hash >>> 16) & (FILTER_SIZE - 1)
}
