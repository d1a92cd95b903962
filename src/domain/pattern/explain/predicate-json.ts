import type { Bound, Predicate, StringPredicate } from '../pattern.ts'
import { blockText } from './address-text.ts'
import { caselessText, wildcardText } from './predicate-text.ts'

/** One alternative of a pattern, as it is written in patterns. */
export type PatternJson = string | number | boolean | null | { readonly [name: string]: unknown }

/**
 * Writes a predicate as patterns do: its meaning, not always the client's spelling. Only a number that no
 * double holds is written otherwise, as `{ number: text }`.
 */
export function toPatternJson(predicate: Predicate): PatternJson {
  switch (predicate.is) {
    case 'present':
      return { exists: true }
    case 'absent':
      return { exists: false }
    case 'literal':
      return predicate.text === 'null' ? null : predicate.text === 'true'
    case 'number':
      // JSON.stringify has no way to write a number that no double holds.
      return predicate.value ?? { number: predicate.text }
    case 'range':
      return { numeric: [...boundJson('>', predicate.above), ...boundJson('<', predicate.below)] }
    case 'address': {
      const text = blockText(predicate.low, predicate.high)
      return predicate.low === predicate.high ? text : { cidr: text }
    }
    case 'anything-but':
      return { 'anything-but': excludedJson(predicate.noneOf) }
    default:
      return stringJson(predicate)
  }
}

function boundJson(sign: '>' | '<', bound: Bound | undefined): readonly unknown[] {
  return bound ? [bound.inclusive ? `${sign}=` : sign, bound.value] : []
}

/** All are of one kind, but for what a quote at a prefix's end adds to it. */
function excludedJson(noneOf: readonly Predicate[]): unknown {
  const operators = noneOf.map(toPatternJson)
  const [first] = operators
  // Only a list under an operator may be empty.
  if (first === undefined) return { wildcard: [] }
  if (typeof first !== 'object' || first === null) return operators
  const [name = ''] = Object.keys(first)
  return { [name]: operators.flatMap((one) => argumentOf(one, name)) }
}

function argumentOf(operator: PatternJson, name: string): readonly unknown[] {
  return typeof operator === 'object' && operator !== null ? [operator[name]] : []
}

function stringJson(predicate: StringPredicate): PatternJson {
  switch (predicate.is) {
    case 'string':
      return predicate.text
    case 'prefix':
    case 'suffix':
      return { [predicate.is]: predicate.text }
    case 'equals-ignore-case':
      return { 'equals-ignore-case': caselessText(predicate.text) }
    case 'prefix-ignore-case':
      return { prefix: { 'equals-ignore-case': caselessText(predicate.text) } }
    case 'suffix-ignore-case':
      return { suffix: { 'equals-ignore-case': caselessText(predicate.text) } }
    case 'wildcard':
      return { wildcard: wildcardText(predicate.parts) }
  }
}
