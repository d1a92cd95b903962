import type { FieldTest } from './field-test.ts'
import type { Waiting } from './shelves.ts'

/** A rule of the index. */
export type RuleEntry<Rule = unknown> = {
  /** What is found; it may be replaced while the pattern stays. */
  rule: Rule
  readonly branches: readonly Branch[]
  /** Whether the event at hand is known to match. */
  isMatched: boolean
}

/** One branch of a rule's pattern: all its tests must be satisfied together. */
export type Branch = {
  readonly entry: RuleEntry
  readonly id: number
  /** In the order in which they are best looked at. */
  tests: readonly FieldTest[]
  /** On whose shelves it waits; those of nobody are always looked at. */
  home: FieldTest | undefined
  /** Its index among those that wait there. */
  place: number
  guards: readonly FieldTest[]
}

/**
 * How a branch is put on a shelf. A negative number tells that its home has several shelves: then it has to be
 * touched for each of them, since all must be known before its home is judged.
 */
export function toWaiting({ id, home, guards: [first, second] }: Branch): Waiting {
  const isOnSeveral = home !== undefined && home.anyOf.length > 1
  return {
    id: isOnSeveral ? ~id : id,
    firstGuard: first?.guard ?? 0,
    secondGuard: second?.guard ?? 0,
  }
}
