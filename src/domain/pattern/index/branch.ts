import type { Predicate } from '../pattern.ts'
import type { ScannedValue } from '../scan/scanned-value.ts'
import type { Elements } from './agreeing-elements.ts'
import { OUTCOME, type Outcome } from './outcome.ts'

/** A rule of the index. */
export type RuleEntry<Rule = unknown> = {
  readonly rule: Rule
  readonly branches: readonly Branch[]
  /** Whether the event at hand is known to match. */
  isMatched: boolean
}

/** One branch of a rule's pattern: all its tests must be satisfied together. */
export type Branch = {
  readonly entry: RuleEntry
  /** In the order in which they are best looked at. */
  tests: readonly FieldTest[]
  /** Where it waits to be looked at. */
  shelf: Shelf
  /** Its index there. */
  place: number
}

/** Branches that are looked at together. */
export class Shelf {
  branches: Branch[] = []
  /** The first test of each: most branches are done with by a look at it, and never touched. */
  firstTests: FieldTest[] = []
  /** When there are so many, it is time to look for better places for them. */
  limit = 32

  add(branch: Branch, firstTest: FieldTest): void {
    branch.shelf = this
    branch.place = this.branches.length
    // `push` would make room for many more; most shelves hold one.
    if (branch.place === 0) {
      this.branches = [branch]
      this.firstTests = [firstTest]
    } else {
      this.branches.push(branch)
      this.firstTests.push(firstTest)
    }
  }

  remove({ place }: Branch): void {
    const last = this.branches.pop()
    const lastTest = this.firstTests.pop()
    if (last === undefined || lastTest === undefined || place === this.branches.length) return
    this.branches[place] = last
    this.firstTests[place] = lastTest
    last.place = place
  }
}

/** Where the values are that the event at hand has for a field. */
type FieldValues = { readonly first: ScannedValue | undefined }

/**
 * A field pattern, held once for all branches that have it. On its shelf are branches that are
 * looked at when an event may satisfy it.
 */
export class FieldTest extends Shelf {
  readonly path: string
  readonly values: FieldValues
  readonly anyOf: readonly Predicate[]
  /** See `Pattern.hasEmptyStep`. */
  readonly seesEmptySteps: boolean
  readonly mayBeAbsent: boolean
  /** The same for equal tests of the field. */
  readonly key: string
  /** How many branches have it. */
  users = 0
  /** Whether it has branches on its shelf, and values lead to it. */
  isFiled = false
  /** Whether the event at hand may satisfy it, as far as has been found out. */
  isReached = false
  /** What the event at hand has for it. */
  outcome: Outcome = OUTCOME.unknown
  /** Those array elements in which it is satisfied, once somebody had to know. */
  elements: Elements | undefined

  constructor(path: string, values: FieldValues, key: string, field: TestedField) {
    super()
    this.path = path
    this.values = values
    this.key = key
    this.anyOf = field.anyOf
    this.seesEmptySteps = field.seesEmptySteps
    this.mayBeAbsent = field.anyOf.some(({ is }) => is === 'absent')
  }
}

export type TestedField = Pick<FieldTest, 'anyOf' | 'seesEmptySteps'>
