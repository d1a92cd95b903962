import { type Choice, type ElementTree, extendChoice, keyOf } from './array-choice.ts'

/**
 * Enough for any event without repeated names, whose arrays leave few combinations to look at.
 * With repeated names the question is as hard as satisfiability, and an event could be made that
 * keeps the matcher busy for ever: then this many looks are taken, and it counts as no match.
 */
const LOOKS_PER_BRANCH = 20_000
const LOOKS_PER_VALUE = 20

/**
 * What all searches for one event take together, so that many rules cannot multiply what one may
 * take. The plain matcher asks one rule, the index all rules of a bus. It grows with the event: a large
 * array without repeated names is looked through for each of many rules, and must not run out.
 */
const LOOKS_PER_EVENT = 80_000
const LOOKS_PER_VALUE_OF_EVENT = 100

export type LookBudget = { looks: number }

/** @param values - how many the event has where somebody asks for them. */
export function createLookBudget(values: number): LookBudget {
  return { looks: LOOKS_PER_EVENT + values * LOOKS_PER_VALUE_OF_EVENT }
}

/** A field pattern as an event answers it. */
export type FoundField = {
  readonly satisfying: ElementTree
  /** All values, where the field may also be absent. */
  readonly present: ElementTree | undefined
  readonly size: number
}

/**
 * Whether every field can be satisfied at once, without values from two elements of one array.
 *
 * Goes through the fields in order and keeps every way to have satisfied those so far: which
 * element was chosen of which array. Ways that differ only in arrays that no later field looks at
 * are one way, which keeps them as few as the elements of the arrays.
 *
 * @param fields - ordered by path: AWS looks for absent fields in that order.
 * @param budget - of the event.
 */
export function canCombine(fields: readonly FoundField[], budget: LookBudget): boolean {
  if (budget.looks <= 0) return false
  const values = fields.reduce((sum, { size }) => sum + size, 0)
  const granted = Math.min(LOOKS_PER_BRANCH + values * LOOKS_PER_VALUE, budget.looks)
  const own = { looks: granted }
  const isFound = hasWay(fields, own)
  budget.looks -= granted - Math.max(own.looks, 0)
  return isFound
}

function hasWay(fields: readonly FoundField[], budget: LookBudget): boolean {
  const lastUse = findLastUse(fields)
  let ways: readonly Choice[] = [new Map()]
  for (const [index, field] of fields.entries()) {
    const isNeeded = (array: number) => (lastUse.get(array) ?? index) > index
    ways = continueWays(ways, field, isNeeded, budget)
    if (ways.length === 0) return false
  }
  return true
}

function findLastUse(fields: readonly FoundField[]): ReadonlyMap<number, number> {
  const lastUse = new Map<number, number>()
  for (const [index, { satisfying, present }] of fields.entries()) {
    for (const array of (present ?? satisfying).arrays) lastUse.set(array, index)
  }
  return lastUse
}

function continueWays(
  ways: readonly Choice[],
  { satisfying, present }: FoundField,
  isNeeded: (array: number) => boolean,
  budget: LookBudget,
): readonly Choice[] {
  const next = new Map<string, Choice>()
  const add = (choice: Choice) => next.set(keyOf(choice), choice)
  for (const way of ways) {
    for (const element of satisfying.elementsWithin(way)) {
      budget.looks -= 1
      if (budget.looks < 0) return []
      add(extendChoice(way, element, isNeeded))
    }
    if (present?.isEmptyWithin(way)) add(extendChoice(way, undefined, isNeeded))
  }
  return [...next.values()]
}
