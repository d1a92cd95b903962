import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'

/** What there is in a place: a hash, its shelf (0 where there is nothing), and the bits of the first guards there. */
const SLOT = 3
const FIRST_PLACES = 2
const FIRST_SHIFT = 31
const GOLDEN_RATIO = 0x9e3779b1
const NOTHING = new Int32Array(FIRST_PLACES * SLOT)

/**
 * Shelves by the hash of what a value must have in common with those that wait there: a table with
 * open addressing, in which a hash that is not there is told by a look or two at one array of numbers.
 * Those of equal hashes wait on one shelf.
 */
export class Postings {
  readonly #shelves: Shelves
  #slots = NOTHING
  #size = 0
  #shift = FIRST_SHIFT

  constructor(shelves: Shelves) {
    this.#shelves = shelves
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  /** A value has this hash in common with those who wait under it: it leads there if any of their guards is open. */
  reach(hash: number, value: ScannedValue, hits: Hits): void {
    const slots = this.#slots
    const at = this.#find(hash)
    const shelf = slots[at + 1] as number
    if (shelf > 0 && ((slots[at + 2] as number) & hits.openGuards) !== 0) hits.reach(shelf, value)
  }

  /** The shelf of a hash, or 0. */
  get(hash: number): number {
    return this.#slots[this.#find(hash) + 1] as number
  }

  /** How many wait under a hash. */
  count(hash: number): number {
    return this.#shelves.count(this.get(hash))
  }

  add(hash: number, waiting: Waiting): void {
    const known = this.get(hash)
    // At most half of it is full, and there is always an end to a search.
    if (known === 0 && (this.#slots === NOTHING || this.#size * SLOT * 2 >= this.#slots.length)) {
      this.#grow()
    }
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
  }

  #set(hash: number, shelf: number): void {
    const at = this.#find(hash)
    this.#slots[at] = hash
    this.#slots[at + 1] = shelf
    this.#slots[at + 2] = this.#shelves.firstGuards(shelf)
  }

  /** Where the hash is, or could be put. */
  #find(hash: number): number {
    const slots = this.#slots
    const { length } = slots
    let at = (Math.imul(hash, GOLDEN_RATIO) >>> this.#shift) * SLOT
    while (slots[at + 1] !== 0 && slots[at] !== hash) {
      at += SLOT
      if (at === length) at = 0
    }
    return at
  }

  #homeOf(hash: number): number {
    return (Math.imul(hash, GOLDEN_RATIO) >>> this.#shift) * SLOT
  }

  /** Those behind an empty place move up, unless they would move in front of their home. */
  #clear(place: number): void {
    const slots = this.#slots
    const size = slots.length
    let empty = place
    for (let at = (place + SLOT) % size; slots[at + 1] !== 0; at = (at + SLOT) % size) {
      const fromHome = (at - this.#homeOf(slots[at] ?? 0) + size) % size
      const fromEmpty = (at - empty + size) % size
      if (fromHome < fromEmpty) continue
      slots.copyWithin(empty, at, at + SLOT)
      empty = at
    }
    slots[empty + 1] = 0
  }

  #grow(): void {
    const slots = this.#slots
    const isNew = slots === NOTHING
    this.#slots = new Int32Array(isNew ? slots.length : slots.length * 2)
    if (!isNew) this.#shift -= 1
    for (let from = 0; from < slots.length; from += SLOT) {
      const hash = slots[from] ?? 0
      if (slots[from + 1] !== 0)
        this.#slots.set(slots.subarray(from, from + SLOT), this.#find(hash))
    }
  }
}
