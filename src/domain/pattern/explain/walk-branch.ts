import { type Choice, extendChoice, keyOf } from '../array-choice.ts'
import type { Branch } from '../pattern.ts'
import type { FieldAnswer, FieldAnswers } from './field-answers.ts'

/** How far a branch comes: through, up to the field with that index, or nobody knows. */
export type Walk = 'holds' | 'gave-up' | { readonly failsAt: number }

/** Spent on every way that is looked at; what shares a budget ends together. */
export type Budget = { looks: number }

/** Far below what the matcher takes before it gives up, so that explaining costs less than matching. */
export function createBudget(): Budget {
  return { looks: 200_000 }
}

/** The walk of the matcher, field by field, which remembers where it ended. */
export function walkBranch(branch: Branch, answers: FieldAnswers, budget: Budget): Walk {
  const asked = branch.map((field) => answers.of(field))
  const lastUse = findLastUse(asked)
  let ways: readonly Choice[] = [new Map()]
  for (const [index, answer] of asked.entries()) {
    ways = continueWays(ways, answer, (array) => (lastUse.get(array) ?? index) > index, budget)
    if (budget.looks < 0) return 'gave-up'
    if (ways.length === 0) return { failsAt: index }
  }
  return 'holds'
}

function findLastUse(asked: readonly FieldAnswer[]): ReadonlyMap<number, number> {
  const lastUse = new Map<number, number>()
  for (const [index, { present }] of asked.entries()) {
    for (const array of present.arrays) lastUse.set(array, index)
  }
  return lastUse
}

function continueWays(
  ways: readonly Choice[],
  { satisfied, present, mayBeAbsent }: FieldAnswer,
  isNeeded: (array: number) => boolean,
  budget: Budget,
): readonly Choice[] {
  const next = new Map<string, Choice>()
  const add = (choice: Choice) => next.set(keyOf(choice), choice)
  for (const way of ways) {
    for (const element of satisfied.elementsWithin(way)) {
      if (budget.looks < 0) return []
      const choice = extendChoice(way, element, isNeeded)
      // Deep inside of arrays each look is longer.
      budget.looks -= 1 + choice.size
      add(choice)
    }
    if (mayBeAbsent && present.isEmptyWithin(way)) add(extendChoice(way, undefined, isNeeded))
  }
  return [...next.values()]
}
