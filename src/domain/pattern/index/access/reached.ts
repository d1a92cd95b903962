import type { FieldTest } from '../branch.ts'
import { type Posting, TestList } from './postings.ts'

/** The tests that the event at hand may satisfy; each is there once. */
export class Reached {
  readonly tests: FieldTest[] = []
  readonly #lists: TestList[] = []

  add(posting: Posting | undefined): void {
    if (posting === undefined || posting.isReached) return
    posting.isReached = true
    if (!(posting instanceof TestList)) {
      this.tests.push(posting)
      return
    }
    this.#lists.push(posting)
    for (const test of posting.tests) this.add(test)
  }

  clear(): void {
    for (const test of this.tests) test.isReached = false
    for (const list of this.#lists) list.isReached = false
    this.tests.length = 0
    this.#lists.length = 0
  }
}
