/*
 * What waits in the index, and where: the three types here know one another.
 */

import type { FoundField } from '../combine-fields.ts'
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

/** What a field has for the event at hand. */
export type FieldAtHand = {
  readonly path: string
  readonly node: { readonly first: ScannedValue | undefined }
  /** Its tests that the event may satisfy. */
  readonly reached: FieldTest[]
}

/** A field pattern, held once for all branches that have it. It opens shelves. */
export class FieldTest {
  readonly field: FieldAtHand
  readonly anyOf: readonly Predicate[]
  /** See `Pattern.hasEmptyStep`. */
  readonly seesEmptySteps: boolean
  readonly mayBeAbsent: boolean
  /** The same for equal tests of the field. */
  readonly key: string
  /** How many branches have it. */
  users = 0
  /** Branches that are looked at when an event may satisfy it. */
  readonly shelf: Shelf
  /** How many shelves it opens that are not empty. If there are any, values lead to it. */
  opens = 0
  /** Whether the event at hand may satisfy it, as far as has been found out. */
  isReached = false
  /** The first value that led to it, and others. */
  firstHit: ScannedValue | undefined
  moreHits: ScannedValue[] | undefined
  /** Whether still others did, which nobody wrote down. */
  hasUnknownHits = false
  /** What the event at hand has for it. */
  outcome: Outcome = OUTCOME.unknown
  /** Those array elements in which it is satisfied, once somebody had to know. */
  elements: Elements | undefined
  /** The same for a search. */
  found: FoundField | undefined

  constructor(field: FieldAtHand, key: string, { anyOf, seesEmptySteps }: TestedField) {
    this.field = field
    this.key = key
    this.anyOf = anyOf
    this.seesEmptySteps = seesEmptySteps
    this.mayBeAbsent = anyOf.some(({ is }) => is === 'absent')
    this.shelf = new Shelf(undefined, this)
  }
}

export type TestedField = Pick<FieldTest, 'anyOf' | 'seesEmptySteps'>

const FIRST_LIMIT = 8

/**
 * Branches that are looked at together: when all the tests that open the shelf are reached. Where
 * many have more tests in common, those wait on shelves behind it, which one more test opens each.
 */
export class Shelf {
  readonly parent: Shelf | undefined
  /** The last of those tests that open it; that which is always open has none. */
  readonly opener: FieldTest | undefined
  branches: Branch[] = []
  /** The first test of each: most branches are done with by a look at it, and never touched. */
  firstTests: FieldTest[] = []
  /** When there are so many, it is time to look for better places for them. */
  limit = FIRST_LIMIT
  behind: ShelvesBehind | undefined

  constructor(parent: Shelf | undefined, opener: FieldTest | undefined) {
    this.parent = parent
    this.opener = opener
  }

  get isEmpty(): boolean {
    return this.branches.length === 0 && this.behind === undefined
  }

  isOpenedBy(test: FieldTest): boolean {
    return this.opener === test || (this.parent?.isOpenedBy(test) ?? false)
  }

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

  /** The shelf behind this one that a test opens, made if it is not there. */
  grow(opener: FieldTest): Shelf {
    this.behind ??= new ShelvesBehind()
    const known = this.behind.shelves.get(opener)
    if (known !== undefined) return known
    const created = new Shelf(this, opener)
    this.behind.add(opener, created)
    return created
  }

  /** Takes an empty shelf away from behind this one. */
  prune(opener: FieldTest): void {
    this.behind?.remove(opener)
    if (this.behind?.shelves.size === 0) this.behind = undefined
  }
}

/** The shelves behind one, by the tests that open them. */
export class ShelvesBehind {
  readonly shelves = new Map<FieldTest, Shelf>()
  /** The fields of those tests, and how many tests each has. */
  readonly fields: FieldAtHand[] = []
  readonly #counts: number[] = []

  add(opener: FieldTest, shelf: Shelf): void {
    this.shelves.set(opener, shelf)
    const index = this.fields.indexOf(opener.field)
    if (index < 0) {
      this.fields.push(opener.field)
      this.#counts.push(1)
    } else {
      this.#counts[index] = (this.#counts[index] ?? 0) + 1
    }
  }

  remove(opener: FieldTest): void {
    this.shelves.delete(opener)
    const index = this.fields.indexOf(opener.field)
    const left = (this.#counts[index] ?? 0) - 1
    this.#counts[index] = left
    if (left > 0) return
    this.fields.splice(index, 1)
    this.#counts.splice(index, 1)
  }
}
