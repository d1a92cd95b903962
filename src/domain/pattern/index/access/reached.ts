import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { FieldTest } from '../branch.ts'
import { type Posting, TestList } from './postings.ts'

/** The tests that the event at hand may satisfy, each once, and by which of its values. */
export class Reached {
  readonly tests: FieldTest[] = []
  readonly #lists: TestList[] = []

  add(posting: Posting, value: ScannedValue): void {
    if (posting instanceof TestList) this.#addAll(posting, value)
    else this.#addOne(posting, value)
  }

  clear(): void {
    for (const test of this.tests) {
      test.isReached = false
      test.firstHit = undefined
      test.moreHits = undefined
      test.hasUnknownHits = false
      test.field.reached.length = 0
    }
    for (const list of this.#lists) list.visits = 0
    this.tests.length = 0
    this.#lists.length = 0
  }

  #addOne(test: FieldTest, value: ScannedValue): void {
    if (!test.isReached) {
      test.isReached = true
      test.firstHit = value
      this.tests.push(test)
      test.field.reached.push(test)
    } else if (test.moreHits !== undefined) {
      test.moreHits.push(value)
    } else if (test.firstHit !== value) {
      test.moreHits = [value]
    }
  }

  /** Many values may lead to many tests: from the second on, nobody writes down which. */
  #addAll(list: TestList, value: ScannedValue): void {
    list.visits += 1
    if (list.visits === 1) this.#lists.push(list)
    if (list.visits > 2) return
    for (const test of list.tests) {
      this.#addOne(test, value)
      if (list.visits === 2) test.hasUnknownHits = true
    }
  }
}
