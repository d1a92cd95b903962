import { ElementTree } from './array-choice.ts'
import { canCombine, createLookBudget, type FoundField } from './combine-fields.ts'
import type { FieldPattern, Pattern } from './pattern.ts'
import { satisfies } from './satisfies.ts'
import { type EventValue, type ScannedEvent, valuesAt } from './scanned-event.ts'

/**
 * Whether an event matches a pattern.
 *
 * This is the plain matcher: one pattern, every field looked up. It says what is right; the
 * indexed matcher must agree with it.
 */
export function matches(pattern: Pattern, event: ScannedEvent): boolean {
  const finder = new FieldFinder(pattern, event)
  const budget = createLookBudget(countValues(pattern, event))
  return pattern.branches.some((branch) =>
    canCombine(
      branch.map((field) => finder.find(field)),
      budget,
    ),
  )
}

function countValues({ branches }: Pattern, event: ScannedEvent): number {
  const paths = new Set(branches.flatMap((branch) => branch.map(({ path }) => path)))
  let count = 0
  for (const path of paths) count += valuesAt(event, path).length
  return count
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
