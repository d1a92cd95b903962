import type { ScannedValue } from '../scan/scanned-value.ts'
import { IntegerList } from './integer-list.ts'
import { ALWAYS_OPEN, LAST_HIT, type Shelves } from './shelves.ts'

/** More hits than this are rare; the memory for them is given back. */
const MOST_KEPT = 4_096

/** The bits of values that agree with every array element. */
export const EVERYWHERE = -1

/**
 * Which shelves the values of the event at hand lead to, and by which values.
 *
 * The array elements of the values that led to a shelf are kept as bits, for one array of the event: what has no
 * bit in common has no element in common. All other values have all bits.
 */
export class Hits {
  /** The shelves of branches, and those of guards, that something led to. */
  readonly shelves = new IntegerList()
  readonly guardShelves = new IntegerList()
  /** The bits of the guards that are open. */
  openGuards = ALWAYS_OPEN
  readonly #all: Shelves
  /** Of each hit its value, and the hit of the same shelf before it. The first hit is the number 1. */
  #values: ScannedValue[] = []
  readonly #previous = new IntegerList()
  /** Of each hit, the bits of all values that led to the shelf until then. */
  readonly #elements = new IntegerList()
  /** The array whose elements have bits of their own. */
  #array: number | undefined

  constructor(all: Shelves) {
    this.#all = all
    this.#begin()
  }

  /** A value leads to a shelf of branches. */
  reach(shelf: number, value: ScannedValue): void {
    if (this.#note(shelf, value)) this.shelves.push(shelf)
  }

  /** A value leads to a shelf of guards. */
  open(shelf: number, value: ScannedValue): void {
    if (this.#note(shelf, value)) this.guardShelves.push(shelf)
  }

  lastOf(shelf: number): number {
    return this.#all.integers[shelf + LAST_HIT] ?? 0
  }

  /** The hit of the same shelf before one; 0 if there was none. */
  before(hit: number): number {
    return this.#previous.items[hit] ?? 0
  }

  /** The bits of the array elements whose values led to a shelf. */
  elementsOf(shelf: number): number {
    return this.#elements.items[this.lastOf(shelf)] ?? 0
  }

  valueOf(hit: number): ScannedValue | undefined {
    return this.#values[hit]
  }

  clear(): void {
    this.#leave(this.shelves)
    this.#leave(this.guardShelves)
    this.openGuards = ALWAYS_OPEN
    this.#array = undefined
    this.#previous.clear()
    this.#elements.clear()
    this.#begin()
    if (this.#values.length > MOST_KEPT) this.#values = []
  }

  /** @returns whether it is the first hit. */
  #note(shelf: number, value: ScannedValue): boolean {
    const { integers } = this.#all
    const last = integers[shelf + LAST_HIT] as number
    if (last > 0 && this.#values[last] === value) return false
    const hit = this.#previous.length
    this.#values[hit] = value
    this.#previous.push(last)
    this.#elements.push((this.#elements.items[last] as number) | this.#bitsOf(value))
    integers[shelf + LAST_HIT] = hit
    return last === 0
  }

  #bitsOf({ element }: ScannedValue): number {
    if (element === undefined) return EVERYWHERE
    this.#array ??= element.array
    return element.array === this.#array ? 1 << element.index : EVERYWHERE
  }

  /** What stands at 0 is of no hit. */
  #begin(): void {
    this.#previous.push(0)
    this.#elements.push(0)
  }

  #leave(shelves: IntegerList): void {
    const { integers } = this.#all
    for (let index = 0; index < shelves.length; index += 1) {
      integers[(shelves.items[index] as number) + LAST_HIT] = 0
    }
    shelves.clear()
  }
}
