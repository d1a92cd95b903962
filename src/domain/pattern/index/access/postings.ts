import type { FieldTest } from '../branch.ts'

/** Several tests that the same values may satisfy. */
export class TestList {
  readonly tests: FieldTest[]
  /** Whether the event at hand has been here. */
  isReached = false

  constructor(tests: FieldTest[]) {
    this.tests = tests
  }
}

/** Most keys have one test, which then needs no list. */
export type Posting = FieldTest | TestList

/** Tests by what a value must have in common with them. */
export class Postings<Key> {
  readonly #byKey = new Map<Key, Posting>()

  get isEmpty(): boolean {
    return this.#byKey.size === 0
  }

  get(key: Key): Posting | undefined {
    return this.#byKey.get(key)
  }

  /** How many tests there are under a key. */
  count(key: Key): number {
    const posting = this.#byKey.get(key)
    if (posting === undefined) return 0
    return posting instanceof TestList ? posting.tests.length : 1
  }

  add(key: Key, test: FieldTest): void {
    const posting = this.#byKey.get(key)
    if (posting === undefined) this.#byKey.set(key, test)
    else if (posting instanceof TestList) posting.tests.push(test)
    else this.#byKey.set(key, new TestList([posting, test]))
  }

  remove(key: Key, test: FieldTest): void {
    const posting = this.#byKey.get(key)
    if (posting instanceof TestList) removeOne(posting.tests, test)
    if (posting === test || (posting instanceof TestList && posting.tests.length === 0)) {
      this.#byKey.delete(key)
    }
  }
}

/** In no particular order. */
export function removeOne<Item>(items: Item[], item: Item): void {
  const index = items.lastIndexOf(item)
  const last = items.pop()
  if (last !== undefined && index < items.length) items[index] = last
}
