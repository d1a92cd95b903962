import type { FieldTest } from '../branch.ts'
import { Postings } from './postings.ts'
import type { Reached } from './reached.ts'

/** Long grams are rare, and each length costs a pass over the value. */
const LENGTHS = [8, 6, 4, 3, 2, 1]
const HASH_FACTOR = 0x01000193
const FILTER_SIZE = 4_096

/** A few characters that a text has somewhere. Equal hashes may stand for different ones. */
export type Gram = { readonly hash: number; readonly length: number }

/** Tests by a gram that a value must have. */
export class GramTable {
  readonly #tests = new Postings<number>()
  /** How many tests there are with grams of each length. */
  readonly #ofLength = new Uint32Array(Math.max(...LENGTHS) + 1)
  /** How many grams there are with each remainder: most grams of a value stop here. */
  readonly #ofRemainder = new Uint32Array(FILTER_SIZE)

  /** That of the text's grams that the fewest tests are under. */
  rarest(text: string): Gram {
    const length = LENGTHS.find((candidate) => candidate <= text.length) ?? 0
    let hash = hashAt(text, 0, length)
    for (let at = 1; at + length <= text.length; at += 1) {
      const other = hashAt(text, at, length)
      if (this.#tests.count(other) < this.#tests.count(hash)) hash = other
    }
    return { hash, length }
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

  reach(text: string, reached: Reached): void {
    for (const length of LENGTHS) {
      if (this.#ofLength[length] !== 0) this.#reachByGrams(text, length, reached)
    }
  }

  #reachByGrams(text: string, length: number, reached: Reached): void {
    for (let at = 0; at + length <= text.length; at += 1) {
      const hash = hashAt(text, at, length)
      if (this.#ofRemainder[remainderOf(hash)] !== 0) reached.add(this.#tests.get(hash))
    }
  }

  #note({ hash, length }: Gram, change: number): void {
    this.#ofLength[length] = (this.#ofLength[length] ?? 0) + change
    const remainder = remainderOf(hash)
    this.#ofRemainder[remainder] = (this.#ofRemainder[remainder] ?? 0) + change
  }
}

function hashAt(text: string, start: number, length: number): number {
  let hash = length
  for (let at = start; at < start + length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), HASH_FACTOR)
  }
  return hash
}

function remainderOf(hash: number): number {
  return (hash >>> 16) & (FILTER_SIZE - 1)
}
