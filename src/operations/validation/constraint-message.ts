import { allConstraints, constraintText, KEYWORD_ORDER } from './constraint-texts.ts'
import type { ErrorObject } from './input-validators.ts'
import { javaText } from './java-text.ts'
import { type Place, placeInside } from './place.ts'

/** One violated constraint, and where it belongs among the others. */
export type Violation = { readonly order: readonly number[]; readonly text: string }

// A request may hold megabytes; its error need not repeat them.
const LONGEST_VALUE = 100_000

/**
 * Words one violation as AWS's front ends do. Items of lists and maps that are not structures are reported
 * at their list or map, with all that they must satisfy.
 * @param listsNotNull - see allConstraints.
 */
export function violationOf(error: ErrorObject, place: Place, listsNotNull: boolean): Violation {
  if (error.keyword === 'required') {
    return missing(placeInside(place, String(error.params['missingProperty'])))
  }
  if (error.keyword === 'propertyNames' && place.schema.kind === 'map') {
    const all = allConstraints(place.schema.key, false)
    return violation(place, [0], `Map keys must satisfy constraint: ${all}`)
  }
  if (place.value === null) return missing(place)

  const { holder, schema } = place
  if (holder !== undefined && schema.kind !== 'structure') {
    if (schema.kind === 'string' && schema.named !== undefined) {
      return violation(holder, [1], `Member must satisfy enum value set: [${schema.named}]`)
    }
    const subject = holder.schema.kind === 'list' ? 'Member' : 'Map value'
    const all = allConstraints(schema, listsNotNull)
    return violation(holder, [1], `${subject} must satisfy constraint: ${all}`)
  }
  const keyword = KEYWORD_ORDER.find((known) => known === error.keyword)
  const rank = keyword === undefined ? 0 : KEYWORD_ORDER.indexOf(keyword)
  const text = keyword === undefined ? undefined : constraintText(schema, keyword)
  return violation(place, [rank], text ?? 'Member must satisfy its constraints')
}

/** Sorted, without repetitions, and counted: `2 validation errors detected: …; …`. */
export function constraintMessage(violations: readonly Violation[]): string {
  const sorted = [...violations].sort((a, b) => compareOrder(a.order, b.order))
  const texts = [...new Set(sorted.map(({ text }) => text))]
  const errors = texts.length === 1 ? '1 validation error' : `${texts.length} validation errors`
  return `${errors} detected: ${texts.join('; ')}`
}

function missing(place: Place): Violation {
  return {
    order: place.order,
    text: `Value null at '${place.path}' failed to satisfy constraint: Member must not be null`,
  }
}

function violation(place: Place, rank: readonly number[], constraint: string): Violation {
  // AWS leaves the value of a sensitive member out.
  const value = place.sensitive ? '' : ` '${shortened(javaText(place.schema, place.value))}'`
  return {
    order: [...place.order, ...rank],
    text: `Value${value} at '${place.path}' failed to satisfy constraint: ${constraint}`,
  }
}

function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}...`
}

function compareOrder(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? -1
    if (part !== other) return part < other ? -1 : 1
  }
  return a.length - b.length
}
