/** What is put on a shelf: looked at when something leads there while both its guards are open. */
export type Waiting = {
  readonly id: number
  /** The numbers of two guards; see `Guards`. */
  readonly firstGuard: number
  readonly secondGuard: number
}

/*
 * A shelf is some integers in a row: how many wait on it, what led there last (see `Hits`), and three for
 * each that waits: its two guards and its id.
 */
export const LAST_HIT = 1
export const HEADER = 2
export const PLACE = 3

/** Enough for two that wait: most shelves hold one or two. */
const SMALLEST = 8
const FIRST_CAPACITY = 1_024
const FIRST_GUARDS = 64
/** How many bits the guards have together. */
export const GUARD_BITS = 26
/** The bit of guards that are likely open: to ask them would let most shelves pass. */
export const ALWAYS_OPEN = 1

/**
 * All shelves of an index, in one array: whether somebody on a shelf is worth looking at is seen without
 * touching anything else. A shelf is named by its place in the array, which changes as it grows;
 * 0 is no shelf.
 */
export class Shelves {
  integers = new Int32Array(FIRST_CAPACITY)
  /** How many wait, on all of them. */
  size = 0
  /** By the number of a guard, its bit: `ALWAYS_OPEN`, or one that it shares with few others. */
  guardBits = new Int32Array(FIRST_GUARDS).fill(ALWAYS_OPEN)
  #end = SMALLEST
  /** By the logarithm of their size: a free piece, which holds the place of the next one. */
  readonly #free: number[] = []

  /** The bits of all first guards on a shelf. */
  firstGuards(shelf: number): number {
    const end = shelf + HEADER + this.count(shelf) * PLACE
    let bits = 0
    for (let at = shelf + HEADER; at < end; at += PLACE) {
      bits |= this.guardBits[this.integers[at] as number] as number
    }
    return bits
  }

  /** A new guard has no bit of its own. */
  addGuard(guard: number): void {
    if (guard === this.guardBits.length) {
      const { guardBits } = this
      this.guardBits = new Int32Array(guard * 2).fill(ALWAYS_OPEN)
      this.guardBits.set(guardBits)
    }
    this.guardBits[guard] = ALWAYS_OPEN
  }

  /** From now on, a shelf need not be looked at for this guard where no event has opened it. */
  giveBit(guard: number): void {
    this.guardBits[guard] = 2 << (guard % (GUARD_BITS - 1))
  }

  count(shelf: number): number {
    return shelf === 0 ? 0 : (this.integers[shelf] ?? 0)
  }

  /** @returns where the shelf is from now on. */
  add(shelf: number, { id, firstGuard, secondGuard }: Waiting): number {
    const count = this.count(shelf)
    const place = this.#resize(shelf, count, count + 1)
    const { integers } = this
    const at = place + HEADER + count * PLACE
    integers[at] = firstGuard
    integers[at + 1] = secondGuard
    integers[at + 2] = id
    this.size += 1
    return place
  }

  /** @returns where the shelf is from now on. */
  remove(shelf: number, id: number): number {
    const { integers } = this
    const count = this.count(shelf)
    const last = shelf + HEADER + (count - 1) * PLACE
    let at = last
    while (at > shelf && integers[at + 2] !== id) at -= PLACE
    if (at <= shelf) throw new Error(`${id} is not on the shelf`)
    integers.copyWithin(at, last, last + PLACE)
    this.size -= 1
    return this.#resize(shelf, count, count - 1)
  }

  #resize(shelf: number, before: number, after: number): number {
    const from = before === 0 ? -1 : logarithmFor(before)
    const to = after === 0 ? -1 : logarithmFor(after)
    let place = shelf
    if (from !== to) {
      place = to < 0 ? 0 : this.#take(to)
      const { integers } = this
      const kept = HEADER + Math.min(before, after) * PLACE
      if (place > 0) integers.copyWithin(place, shelf, shelf + kept)
      if (from >= 0) this.#give(shelf, from)
    }
    if (place > 0) this.integers[place] = after
    return place
  }

  #take(logarithm: number): number {
    const free = this.#free[logarithm] ?? 0
    if (free > 0) {
      this.#free[logarithm] = this.integers[free] ?? 0
      return free
    }
    const place = this.#end
    this.#end += SMALLEST << logarithm
    if (this.#end > this.integers.length) this.#grow()
    return place
  }

  #give(shelf: number, logarithm: number): void {
    while (this.#free.length <= logarithm) this.#free.push(0)
    this.integers[shelf] = this.#free[logarithm] ?? 0
    this.#free[logarithm] = shelf
  }

  #grow(): void {
    const { integers } = this
    let capacity = integers.length
    while (capacity < this.#end) capacity *= 2
    this.integers = new Int32Array(capacity)
    this.integers.set(integers)
  }
}

/** The size of a shelf for so many is the smallest one times two to the power of this. */
function logarithmFor(count: number): number {
  return 32 - Math.clz32((HEADER + count * PLACE - 1) / SMALLEST)
}
