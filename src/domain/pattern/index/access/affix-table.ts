import type { FieldTest } from '../branch.ts'
import { Postings } from './postings.ts'
import type { Reached } from './reached.ts'

const HASH_FACTOR = 31

/**
 * Tests by the start of a text, or by its end. The starts of a value are hashed one after the other,
 * each from the one before, and looked up where a test has a start of that length. Equal hashes may
 * stand for different starts; what is reached is only what may match.
 */
export class AffixTable {
  readonly #fromEnd: boolean
  readonly #tests = new Postings<number>()
  /** The lengths there are, ascending, and how many tests have each. */
  readonly #lengths: number[] = []
  readonly #counts = new Map<number, number>()

  constructor(side: 'start' | 'end') {
    this.#fromEnd = side === 'end'
  }

  get isEmpty(): boolean {
    return this.#lengths.length === 0
  }

  /** How many tests are under an affix. */
  count(affix: string): number {
    return this.#tests.count(this.#hash(affix))
  }

  add(affix: string, test: FieldTest): void {
    this.#tests.add(this.#hash(affix), test)
    const { length } = affix
    const count = this.#counts.get(length) ?? 0
    this.#counts.set(length, count + 1)
    if (count === 0) this.#lengths.splice(this.#placeOf(length), 0, length)
  }

  remove(affix: string, test: FieldTest): void {
    this.#tests.remove(this.#hash(affix), test)
    const { length } = affix
    const count = (this.#counts.get(length) ?? 0) - 1
    if (count > 0) {
      this.#counts.set(length, count)
    } else {
      this.#counts.delete(length)
      this.#lengths.splice(this.#placeOf(length), 1)
    }
  }

  reach(text: string, reached: Reached): void {
    const last = text.length - 1
    let hash = 0
    let hashed = 0
    for (const length of this.#lengths) {
      if (length > text.length) return
      while (hashed < length) {
        const unit = text.charCodeAt(this.#fromEnd ? last - hashed : hashed)
        hash = (Math.imul(hash, HASH_FACTOR) + unit) | 0
        hashed += 1
      }
      reached.add(this.#tests.get(hash))
    }
  }

  #hash(affix: string): number {
    let hash = 0
    for (let index = 0; index < affix.length; index += 1) {
      const unit = affix.charCodeAt(this.#fromEnd ? affix.length - 1 - index : index)
      hash = (Math.imul(hash, HASH_FACTOR) + unit) | 0
    }
    return hash
  }

  #placeOf(length: number): number {
    let place = 0
    while ((this.#lengths[place] ?? Number.POSITIVE_INFINITY) < length) place += 1
    return place
  }
}
