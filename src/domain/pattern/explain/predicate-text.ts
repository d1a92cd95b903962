import type { Bound, Predicate, StringPredicate } from '../pattern.ts'
import type { CaselessText } from '../value/letter-case.ts'
import type { WildcardParts } from '../value/wildcard.ts'
import { blockText } from './address-text.ts'
import { listNames, quote, shorten } from './quote.ts'

/** What a predicate wants, in words. */
export function wantedText(predicate: Predicate): string {
  switch (predicate.is) {
    case 'present':
      return 'any value'
    case 'absent':
      return 'no value'
    case 'literal':
      return predicate.text
    case 'number':
      return `the number ${shorten(predicate.text)}`
    case 'range':
      return `a number ${rangeText(predicate.above, predicate.below)}`
    case 'address':
      return predicate.low === predicate.high
        ? `the IP address ${blockText(predicate.low, predicate.high)}`
        : `an IP address in ${blockText(predicate.low, predicate.high)}`
    case 'anything-but':
      return `anything but ${excludedText(predicate.noneOf)}`
    default:
      return wantedString(predicate)
  }
}

/** What all of the alternatives together want. */
export function wantedOfAny(anyOf: readonly Predicate[]): string {
  const wanted = [...new Set(anyOf.map(wantedText))]
  return listNames(wanted, wanted.length, 'or')
}

export function rangeText(above: Bound | undefined, below: Bound | undefined): string {
  const lower = above && `${above.inclusive ? '>=' : '>'} ${above.value}`
  const upper = below && `${below.inclusive ? '<=' : '<'} ${below.value}`
  return [lower, upper].filter((end) => end !== undefined).join(' and ')
}

function excludedText(noneOf: readonly Predicate[]): string {
  return noneOf.length === 0
    ? 'nothing at all'
    : listNames(noneOf.map(wantedText), noneOf.length, 'or')
}

function wantedString(predicate: StringPredicate): string {
  switch (predicate.is) {
    case 'string':
      return `the string ${quote(predicate.text)}`
    case 'prefix':
      return `a string that starts with ${quote(predicate.text)}`
    case 'suffix':
      return `a string that ends with ${quote(predicate.text)}`
    case 'equals-ignore-case':
      return `the string ${quote(caselessText(predicate.text))} in any letter case`
    case 'prefix-ignore-case':
      return `a string that starts with ${quote(caselessText(predicate.text))} in any letter case`
    case 'suffix-ignore-case':
      return `a string that ends with ${quote(caselessText(predicate.text))} in any letter case`
    case 'wildcard':
      return `a string like ${quote(wildcardText(predicate.parts))}`
  }
}

/** In lower case: a parsed pattern does not keep the case that it ignores. */
export function caselessText(text: CaselessText): string {
  return text.map(([lower]) => lower).join('')
}

export function wildcardText(parts: WildcardParts): string {
  return parts.map((part) => part.replace(/[\\*]/g, '\\$&')).join('*')
}
