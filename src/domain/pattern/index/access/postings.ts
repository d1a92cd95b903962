import type { FieldTest } from '../branch.ts'

/** Several tests that the same values may satisfy. */
export class TestList {
  readonly tests: FieldTest[]
  /** How often the event at hand has been here; after the second time it makes no difference. */
  visits = 0

  constructor(tests: FieldTest[]) {
    this.tests = tests
  }
}

/** Most keys have one test, which then needs no list. */
export type Posting = FieldTest | TestList

const SMALLEST = 2
const GOLDEN_RATIO = 0x9e3779b1
const NO_HASHES = new Int32Array(SMALLEST)

/**
 * Tests by the hash of what a value must have in common with them: a table with open addressing,
 * in which a hash that is not there is told by a look or two at one array of numbers. Tests of equal
 * hashes are taken for one another's.
 */
export class Postings {
  /** Zero where there is nothing. */
  #hashes = NO_HASHES
  #postings: (Posting | undefined)[] = []
  #size = 0
  #shift = 31

  get isEmpty(): boolean {
    return this.#size === 0
  }

  get(hash: number): Posting | undefined {
    const key = hash === 0 ? 1 : hash
    const hashes = this.#hashes
    const last = hashes.length - 1
    let at = Math.imul(key, GOLDEN_RATIO) >>> this.#shift
    for (;;) {
      const found = hashes[at]
      if (found === key) return this.#postings[at]
      if (found === 0) return undefined
      at = (at + 1) & last
    }
  }

  /** How many tests there are under a hash. */
  count(hash: number): number {
    const posting = this.get(hash)
    if (posting === undefined) return 0
    return posting instanceof TestList ? posting.tests.length : 1
  }

  add(hash: number, test: FieldTest): void {
    const posting = this.get(hash)
    if (posting instanceof TestList) {
      posting.tests.push(test)
      return
    }
    if (posting !== undefined) {
      this.#postings[this.#placeOf(hash)] = new TestList([posting, test])
      return
    }
    // At most half of it is full, and there is always an end to a search.
    if (this.#hashes === NO_HASHES || this.#size * 2 >= this.#hashes.length) this.#grow()
    this.#set(hash, test)
    this.#size += 1
  }

  remove(hash: number, test: FieldTest): void {
    const posting = this.get(hash)
    if (posting instanceof TestList) removeOne(posting.tests, test)
    if (posting === test || (posting instanceof TestList && posting.tests.length === 0)) {
      this.#clear(this.#placeOf(hash))
      this.#size -= 1
    }
  }

  #set(hash: number, posting: Posting): void {
    const at = this.#placeOf(hash)
    this.#hashes[at] = hash === 0 ? 1 : hash
    this.#postings[at] = posting
  }

  /** Where the hash is, or could be put. */
  #placeOf(hash: number): number {
    const key = hash === 0 ? 1 : hash
    let at = this.#homeOf(key)
    while (this.#hashes[at] !== key && this.#hashes[at] !== 0) at = this.#next(at)
    return at
  }

  #homeOf(key: number): number {
    return Math.imul(key, GOLDEN_RATIO) >>> this.#shift
  }

  #next(at: number): number {
    return (at + 1) & (this.#hashes.length - 1)
  }

  /** Those behind an empty place move up, unless they would move in front of their home. */
  #clear(place: number): void {
    let empty = place
    for (let at = this.#next(place); this.#hashes[at] !== 0; at = this.#next(at)) {
      const size = this.#hashes.length
      const fromHome = (at - this.#homeOf(this.#hashes[at] ?? 0) + size) % size
      const fromEmpty = (at - empty + size) % size
      if (fromHome < fromEmpty) continue
      this.#hashes[empty] = this.#hashes[at] ?? 0
      this.#postings[empty] = this.#postings[at]
      empty = at
    }
    this.#hashes[empty] = 0
    this.#postings[empty] = undefined
  }

  #grow(): void {
    const hashes = this.#hashes
    const postings = this.#postings
    const isNew = hashes === NO_HASHES
    const size = isNew ? SMALLEST : hashes.length * 2
    this.#hashes = new Int32Array(size)
    this.#postings = new Array<Posting | undefined>(size).fill(undefined)
    if (!isNew) this.#shift -= 1
    for (const [index, posting] of postings.entries()) {
      if (posting !== undefined) this.#set(hashes[index] ?? 0, posting)
    }
  }
}

/** In no particular order. */
export function removeOne<Item>(items: Item[], item: Item): void {
  const index = items.lastIndexOf(item)
  const last = items.pop()
  if (last !== undefined && index < items.length) items[index] = last
}
