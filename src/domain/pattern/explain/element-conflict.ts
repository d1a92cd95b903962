import type { Branch, FieldPattern } from '../pattern.ts'
import type { EventValue } from '../scanned-event.ts'
import { arrayPaths } from './array-paths.ts'
import type { FieldAnswers } from './field-answers.ts'
import { listNames, quotePath } from './quote.ts'
import { createBudget, walkBranch } from './walk-branch.ts'

/** Each look for a partner is a walk of its own, so not all of a long pattern are tried. */
const MOST_PARTNERS = 16

/** Which array keeps a field from being satisfied together with those before it. */
export type ElementConflict = { readonly array: string; readonly words: string }

type Asked = {
  /** The text that the event was scanned from. */
  readonly text: string
  readonly answers: FieldAnswers
}

/**
 * @param before - fields that are satisfied together, up to the one that no longer is, though it is
 *   when it is asked alone.
 */
export function explainConflict(
  asked: Asked,
  before: Branch,
  field: FieldPattern,
): ElementConflict {
  const { answers } = asked
  const own = indexesByArray(answers.of(field).satisfying)
  const partners = before.filter((one) =>
    [...indexesByArray(answers.of(one).satisfying).keys()].some((array) => own.has(array)),
  )
  const isApartFrom = (one: FieldPattern) =>
    typeof walkBranch([one, field], answers, createBudget()) === 'object'
  const other = partners.slice(0, MOST_PARTNERS).find(isApartFrom)
  const involved = other ? [other] : partners
  const array = sharedArray(answers, involved, field)
  const path = array === undefined ? '' : (arrayPaths(asked.text)[array] ?? '')
  const fields = [...involved, field]
  const names = listNames(
    fields.map((one) => quotePath(one.path)),
    fields.length,
    'and',
  )
  const where =
    other === undefined || array === undefined
      ? ''
      : `: ${fields.map((one) => placeOf(one, answers, array)).join(', ')}`
  return {
    array: path,
    words: `each of ${names} is satisfied, but by different elements of the array ${quotePath(path)}${where}`,
  }
}

/** The array that values of both sides are in, and at different elements. */
function sharedArray(
  answers: FieldAnswers,
  others: Branch,
  field: FieldPattern,
): number | undefined {
  const own = indexesByArray(answers.of(field).satisfying)
  const theirs = others.map((one) => indexesByArray(answers.of(one).satisfying))
  const shared = [...own.keys()].filter((array) => theirs.some((indexes) => indexes.has(array)))
  const apart = shared.filter((array) =>
    theirs.some((indexes) => indexes.has(array) && isApart(own.get(array), indexes.get(array))),
  )
  return apart[0] ?? shared.at(-1)
}

type Indexes = ReadonlySet<number> | undefined

function isApart(one: Indexes, other: Indexes): boolean {
  return [...(one ?? [])].every((index) => !other?.has(index))
}

function indexesByArray(values: readonly EventValue[]): ReadonlyMap<number, ReadonlySet<number>> {
  const indexes = new Map<number, Set<number>>()
  for (const { element } of values) {
    for (let inner = element; inner !== undefined; inner = inner.parent) {
      const known = indexes.get(inner.array) ?? new Set<number>()
      indexes.set(inner.array, known.add(inner.index))
    }
  }
  return indexes
}

function placeOf(field: FieldPattern, answers: FieldAnswers, array: number): string {
  const indexes = [...(indexesByArray(answers.of(field).satisfying).get(array) ?? [])]
  const named = listNames(indexes.slice(0, 5).map(String), indexes.length, 'and')
  return `${quotePath(field.path)} at [${named}]`
}
