import type { ByteSpan } from '../../scan/byte-span.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashBackwards, hashByte, hashText } from '../../value/byte-hash.ts'
import { toUtf8 } from '../../value/utf8.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { Postings } from './postings.ts'

/**
 * Shelves by the start of a text, or by its end. The starts of a value are hashed one after the other,
 * each from the one before, and looked up where there is a start of that length. Equal hashes may
 * stand for different starts; what is reached is only what may match.
 */
export class AffixTable {
  readonly #fromEnd: boolean
  readonly #postings: Postings
  /** The lengths there are (in bytes), ascending, and how many wait under each. */
  readonly #lengths: number[] = []
  readonly #counts: number[] = []

  constructor(side: 'start' | 'end', shelves: Shelves) {
    this.#fromEnd = side === 'end'
    this.#postings = new Postings(shelves)
  }

  get isEmpty(): boolean {
    return this.#lengths.length === 0
  }

  /** How many wait under an affix. */
  count(affix: string): number {
    return this.#postings.count(this.#hash(affix))
  }

  add(affix: string, waiting: Waiting): void {
    this.#postings.add(this.#hash(affix), waiting)
    this.#note(toUtf8(affix).length, 1)
  }

  remove(affix: string, waiting: Waiting): void {
    this.#postings.remove(this.#hash(affix), waiting)
    this.#note(toUtf8(affix).length, -1)
  }

  /** @param text - what the value is for this table. */
  reach({ bytes, from, to }: ByteSpan, value: ScannedValue, hits: Hits): void {
    const size = to - from
    let hash = 0
    let hashed = 0
    for (let index = 0; index < this.#lengths.length; index += 1) {
      const length = this.#lengths[index] ?? 0
      if (length > size) return
      while (hashed < length) {
        const byte = bytes[this.#fromEnd ? to - 1 - hashed : from + hashed] ?? 0
        hash = hashByte(hash, byte)
        hashed += 1
      }
      this.#postings.reach(hash, value, hits)
    }
  }

  #hash(affix: string): number {
    return this.#fromEnd ? hashBackwards(affix) : hashText(affix)
  }

  #note(length: number, change: number): void {
    let place = 0
    while ((this.#lengths[place] ?? Number.POSITIVE_INFINITY) < length) place += 1
    if (this.#lengths[place] !== length) {
      this.#lengths.splice(place, 0, length)
      this.#counts.splice(place, 0, 0)
    }
    const count = (this.#counts[place] ?? 0) + change
    this.#counts[place] = count
    if (count > 0) return
    this.#lengths.splice(place, 1)
    this.#counts.splice(place, 1)
  }
}
