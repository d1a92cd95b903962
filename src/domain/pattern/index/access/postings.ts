import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { Hits } from '../hits.ts'
import { GUARD_BITS, type Shelves, type Waiting } from '../shelves.ts'

const FIRST_PLACES = 2
const FIRST_SHIFT = 31
const GOLDEN_RATIO = 0x9e3779b1
const NOTHING = new Int32Array(FIRST_PLACES)
const NO_ENTRIES = new Int32Array(FIRST_PLACES * 2)
const NO_BITS = new Int32Array(1)
/** The filter has 8 bits for each place of the table. */
const FILTER_SHIFT = 3
const BITS_SHIFT = 5

/**
 * Shelves by the hash of what a value must have in common with those that wait there: a table with
 * open addressing. Most hashes of an event are not there, which one bit of a filter tells; of those that
 * are, one small number tells whether they are worth following. Those of equal hashes wait on one shelf.
 */
export class Postings {
  readonly #shelves: Shelves
  /** By place the bits of the first guards there, and above them some of the hash; 0 where there is nothing. */
  #marks = NOTHING
  /** By place the hash and its shelf. */
  #entries = NO_ENTRIES
  /** By the first bits of a hash, whether one that begins with them is there, or was. */
  #filter = NO_BITS
  #size = 0
  #shift = FIRST_SHIFT

  constructor(shelves: Shelves) {
    this.#shelves = shelves
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** Whether a hash may be there; mostly it is, then. */
  mayHave(hash: number): boolean {
    const bit = Math.imul(hash, GOLDEN_RATIO) >>> (this.#shift - FILTER_SHIFT)
    return (((this.#filter[bit >>> BITS_SHIFT] as number) >>> bit) & 1) !== 0
  }

  /** A value has this hash in common with those who wait under it: it leads there if any of their guards is open. */
  reach(hash: number, value: ScannedValue, hits: Hits): void {
    if (!this.mayHave(hash)) return
    const marks = this.#marks
    const last = marks.length - 1
    const mixed = Math.imul(hash, GOLDEN_RATIO)
    let place = mixed >>> this.#shift
    for (let mark = marks[place] as number; mark !== 0; mark = marks[place] as number) {
      if ((mark & hits.openGuards) !== 0 && isAlike(mark, mixed)) {
        if (this.#entries[place * 2] === hash) {
          hits.reach(this.#entries[place * 2 + 1] as number, value)
          return
        }
      }
      place = (place + 1) & last
    }
  }

  /** The shelf of a hash, or 0. */
  get(hash: number): number {
    if (!this.mayHave(hash)) return 0
    const place = this.#find(hash)
    return this.#marks[place] === 0 ? 0 : (this.#entries[place * 2 + 1] as number)
  }

  /** How many wait under a hash. */
  count(hash: number): number {
    return this.#shelves.count(this.get(hash))
  }

  add(hash: number, waiting: Waiting): void {
    const known = this.get(hash)
    if (known === 0) this.#makeRoom()
    this.#set(hash, this.#shelves.add(known, waiting))
    if (known === 0) this.#size += 1
  }

  remove(hash: number, { id }: Waiting): void {
    const shelf = this.#shelves.remove(this.get(hash), id)
    if (shelf > 0) {
      this.#set(hash, shelf)
      return
    }
    this.#clear(this.#find(hash))
    this.#size -= 1
    if (this.#size === 0) this.#filter.fill(0)
  }

  #set(hash: number, shelf: number): void {
    const place = this.#find(hash)
    const mixed = Math.imul(hash, GOLDEN_RATIO)
    this.#marks[place] = (mixed << GUARD_BITS) | this.#shelves.firstGuards(shelf)
    this.#entries[place * 2] = hash
    this.#entries[place * 2 + 1] = shelf
    this.#note(mixed)
  }

  #note(mixed: number): void {
    const bit = mixed >>> (this.#shift - FILTER_SHIFT)
    const word = bit >>> BITS_SHIFT
    this.#filter[word] = (this.#filter[word] as number) | (1 << bit)
  }

  /** Where the hash is, or could be put. */
  #find(hash: number): number {
    const marks = this.#marks
    const last = marks.length - 1
    const mixed = Math.imul(hash, GOLDEN_RATIO)
    let place = mixed >>> this.#shift
    for (;;) {
      const mark = marks[place] as number
      if (mark === 0 || (isAlike(mark, mixed) && this.#entries[place * 2] === hash)) return place
      place = (place + 1) & last
    }
  }

  /** Those behind an empty place move up, unless they would move in front of their home. */
  #clear(from: number): void {
    const marks = this.#marks
    const entries = this.#entries
    const last = marks.length - 1
    let empty = from
    for (let place = (from + 1) & last; marks[place] !== 0; place = (place + 1) & last) {
      const home = Math.imul(entries[place * 2] as number, GOLDEN_RATIO) >>> this.#shift
      if (((place - home) & last) < ((place - empty) & last)) continue
      marks[empty] = marks[place] as number
      entries.copyWithin(empty * 2, place * 2, place * 2 + 2)
      empty = place
    }
    marks[empty] = 0
  }

  /** For one more, so that at most two thirds are full: then there is always an end to a search. */
  #makeRoom(): void {
    if (this.#marks === NOTHING) {
      this.#marks = new Int32Array(FIRST_PLACES)
      this.#entries = new Int32Array(FIRST_PLACES * 2)
      this.#filter = new Int32Array(1)
    } else if ((this.#size + 1) * 3 > this.#marks.length * 2) {
      this.#grow()
    }
  }

  #grow(): void {
    const marks = this.#marks
    const entries = this.#entries
    this.#marks = new Int32Array(marks.length * 2)
    this.#entries = new Int32Array(entries.length * 2)
    this.#shift -= 1
    this.#filter = new Int32Array(Math.max(1, (marks.length * 2) >> (BITS_SHIFT - FILTER_SHIFT)))
    for (const [from, mark] of marks.entries()) {
      if (mark !== 0) this.#set(entries[from * 2] as number, entries[from * 2 + 1] as number)
    }
  }
}

/** Whether a mark has those bits of a hash that it keeps. */
function isAlike(mark: number, mixed: number): boolean {
  return (mark ^ (mixed << GUARD_BITS)) >>> GUARD_BITS === 0
}
