import type { Predicate } from '../pattern.ts'
import type { PathNode } from '../scan/path-tree.ts'
import { OUTCOME, type Outcome } from './outcome.ts'

/** A rule of the index, as its branches see it. */
export type RuleEntry<Rule> = {
  readonly rule: Rule
  readonly branches: readonly Branch[]
  /** Whether the event at hand matches, as far as it has been looked at. */
  isMatched: boolean
}

/** One branch of a rule's pattern. */
export type Branch = {
  readonly tests: readonly FieldTest[]
  readonly entry: RuleEntry<unknown>
}

/** A field pattern, held once however many branches of the bus have it. */
export class FieldTest {
  readonly node: PathNode
  readonly path: string
  readonly anyOf: readonly Predicate[]
  /** See `Pattern.hasEmptyStep`. */
  readonly seesEmptySteps: boolean
  readonly mayBeAbsent: boolean
  /** The same for equal tests. */
  readonly key: string
  /** How many branches have it. */
  users = 0
  /** The branches that are looked at when an event satisfies it. */
  filed: Branch[] = []
  outcome: Outcome = OUTCOME.unknown

  constructor(
    node: PathNode,
    path: string,
    anyOf: readonly Predicate[],
    seesEmptySteps: boolean,
    key: string,
  ) {
    this.node = node
    this.path = path
    this.key = key
    this.anyOf = anyOf
    this.seesEmptySteps = seesEmptySteps
    this.mayBeAbsent = anyOf.some(({ is }) => is === 'absent')
  }
}
