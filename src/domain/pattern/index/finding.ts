import type { FoundField } from '../combine-fields.ts'
import type { Elements } from './agreeing-elements.ts'
import { OUTCOME, type Outcome } from './outcome.ts'

/** What has been found out about a test for the event at hand. */
export class Finding {
  outcome: Outcome = OUTCOME.unknown
  /** The shelves of the test that values led to: those are all that can satisfy it. 0 if nobody wrote it down. */
  shelf = 0
  moreShelves: number[] | undefined
  /** Those array elements in which it is satisfied, once somebody had to know. */
  elements: Elements | undefined
  /** The same for a search. */
  found: FoundField | undefined

  /** Once for all that wait on it for the same test: shelves are gone through one by one. */
  addShelf(shelf: number): void {
    if (this.shelf === 0) this.shelf = shelf
    else if (this.shelf === shelf || this.moreShelves?.at(-1) === shelf) return
    else if (this.moreShelves === undefined) this.moreShelves = [shelf]
    else this.moreShelves.push(shelf)
  }

  clear(): void {
    this.outcome = OUTCOME.unknown
    this.shelf = 0
    this.moreShelves = undefined
    this.elements = undefined
    this.found = undefined
  }
}
