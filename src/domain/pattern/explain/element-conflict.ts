import type { Branch, FieldPattern } from '../pattern.ts'
import type { EventValue } from '../scanned-event.ts'
import { arrayPaths } from './array-paths.ts'
import type { FieldAnswers } from './field-answers.ts'
import { listNames, quotePath } from './quote.ts'
import { createBudget, walkBranch } from './walk-branch.ts'

/** Each look for a partner is a walk of its own, so not all of a long pattern are tried. */
const MOST_PARTNERS = 16

/** Values may be many and each within many arrays; these are enough to show where some are. */
const MOST_PLACED = 200

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
  const { answers, text } = asked
  const partners = before.filter((one) => sharedArrays(answers, [one], field).length > 0)
  const isApartFrom = (one: FieldPattern) =>
    typeof walkBranch([one, field], answers, createBudget()) === 'object'
  const other = partners.slice(0, MOST_PARTNERS).find(isApartFrom)
  const involved = other ? [other] : partners
  const array = sharedArray(answers, involved, field)
  if (array === undefined) throw new Error('only inside an array do fields keep each other out')

  const path = arrayPaths(text)[array] ?? ''
  const fields = [...involved, field]
  const places = fields.map((one) => placeOf(one, answers, array))
  return {
    array: path,
    words: `each of ${namesOf(fields)} is satisfied, but by different elements of the array ${quotePath(path)}${other ? `: ${places.join(', ')}` : ''}`,
  }
}

function namesOf(fields: Branch): string {
  const names = fields.map(({ path }) => quotePath(path))
  return listNames(names, names.length, 'and')
}

/** The array that values of both sides are in, and at different elements. */
function sharedArray(
  answers: FieldAnswers,
  others: Branch,
  field: FieldPattern,
): number | undefined {
  const shared = sharedArrays(answers, others, field)
  const own = indexesByArray(answers.of(field).satisfying)
  const theirs = others.map((one) => indexesByArray(answers.of(one).satisfying))
  const apart = shared.find((array) =>
    theirs.some((indexes) => isApart(own.get(array), indexes.get(array))),
  )
  return apart ?? shared.at(-1)
}

/** The arrays that values of both sides are in, outer ones first. */
function sharedArrays(
  answers: FieldAnswers,
  others: Branch,
  field: FieldPattern,
): readonly number[] {
  const theirs = others.map((one) => answers.of(one).satisfied.arrays)
  const own = [...answers.of(field).satisfied.arrays]
  return own.filter((array) => theirs.some((arrays) => arrays.has(array)))
}

type Indexes = ReadonlySet<number> | undefined

function isApart(one: Indexes, other: Indexes): boolean {
  if (one === undefined || other === undefined) return false
  return [...one].every((index) => !other.has(index))
}

function indexesByArray(values: readonly EventValue[]): ReadonlyMap<number, ReadonlySet<number>> {
  const indexes = new Map<number, Set<number>>()
  for (const { element } of values.slice(0, MOST_PLACED)) {
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
