import { type Choice, ElementTree, extendChoice, keyOf } from './array-choice.ts'
import type { Branch, FieldPattern, Pattern } from './pattern.ts'
import { satisfies } from './satisfies.ts'
import { type EventValue, type ScannedEvent, valuesAt } from './scanned-event.ts'

/**
 * Enough for any event without repeated names, whose arrays leave few combinations to look at.
 * With repeated names the question is as hard as satisfiability, and an event could be made that
 * keeps the matcher busy for ever: then this many looks are taken, and it counts as no match.
 */
const LOOKS_PER_EVENT = 1_000_000
const LOOKS_PER_VALUE = 20

/**
 * Whether an event matches a pattern.
 *
 * This is the plain matcher: one pattern, every field looked up. It says what is right; the
 * indexed matcher must agree with it.
 */
export function matches(pattern: Pattern, event: ScannedEvent): boolean {
  const finder = new FieldFinder(pattern, event)
  const budget = { looks: LOOKS_PER_EVENT }
  return pattern.branches.some((branch) => matchesBranch(branch, finder, budget))
}

/** A field pattern as an event answers it. */
type FoundField = {
  readonly satisfying: ElementTree
  /** All values, where the field may also be absent. */
  readonly present: ElementTree | undefined
  readonly size: number
}

/** Looks each field up once, though many branches may ask for it. */
class FieldFinder {
  readonly #pattern: Pattern
  readonly #event: ScannedEvent
  readonly #found = new Map<FieldPattern, FoundField>()

  constructor(pattern: Pattern, event: ScannedEvent) {
    this.#pattern = pattern
    this.#event = event
  }

  find(field: FieldPattern): FoundField {
    const known = this.#found.get(field)
    if (known !== undefined) return known
    const found = this.#lookUp(field)
    this.#found.set(field, found)
    return found
  }

  #lookUp({ path, anyOf }: FieldPattern): FoundField {
    const values = valuesAt(this.#event, path).filter(
      (value) => this.#pattern.hasEmptyStep || !value.hasEmptyStep,
    )
    const isSatisfying = (value: EventValue) =>
      anyOf.some((predicate) => satisfies(value, predicate))
    const mayBeAbsent = anyOf.some((predicate) => predicate.is === 'absent')
    return {
      satisfying: ElementTree.of(values.filter(isSatisfying)),
      present: mayBeAbsent ? ElementTree.of(values) : undefined,
      size: values.length,
    }
  }
}

/**
 * Goes through the fields in order and keeps every way to have satisfied those so far: which
 * element was chosen of which array. Ways that differ only in arrays that no later field looks at
 * are one way, which keeps them as few as the elements of the arrays.
 */
function matchesBranch(branch: Branch, finder: FieldFinder, budget: { looks: number }): boolean {
  const fields = branch.map((field) => finder.find(field))
  const lastUse = findLastUse(fields)
  let ways: readonly Choice[] = [new Map()]
  for (const [index, field] of fields.entries()) {
    budget.looks += field.size * LOOKS_PER_VALUE
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
  budget: { looks: number },
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
