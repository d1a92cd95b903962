import type { StringPredicate } from '../pattern.ts'
import { satisfies } from '../satisfies.ts'
import { type CaselessText, toCaselessText } from '../value/letter-case.ts'
import { matchesWildcard } from '../value/wildcard.ts'
import type { Miss } from './miss.ts'
import { isSlip } from './one-edit.ts'
import { caselessText } from './predicate-text.ts'

/** Much longer values are not compared in every way: they are no slips of the pen. */
const COMPARABLE = 8
const LONGEST_COMPARED = 1_000

const UNLIKE: Miss = { reason: 'different', nearness: 1 }

/** Why a string does not satisfy a predicate that wants one. */
export function stringMiss(value: string, predicate: StringPredicate): Miss {
  if (isComparable(value, predicate)) {
    if (satisfies({ is: 'string', text: value }, withoutCase(predicate))) return LETTER_CASE
    if (satisfies({ is: 'string', text: value.trim() }, predicate)) return WHITE_SPACE
    if (satisfies({ is: 'string', text: value.normalize() }, normalized(predicate))) return SPELLED
  }
  switch (predicate.is) {
    case 'string':
      return wholeMiss(value, predicate.text)
    case 'equals-ignore-case':
      return hasPairs(value) && hasPairs(predicate.text)
        ? BEYOND_CASE
        : wholeMiss(value.toLowerCase(), caselessText(predicate.text))
    case 'prefix':
      return partMiss(value, predicate.text, value.slice(0, predicate.text.length), 'start')
    case 'suffix':
      return partMiss(value, predicate.text, value.slice(-predicate.text.length), 'end')
    case 'wildcard':
      return matchesWildcard(value, ['', ...predicate.parts, '']) ? NOT_WHOLE : UNLIKE
    default:
      return UNLIKE
  }
}

const LETTER_CASE: Miss = {
  reason: 'letter-case',
  nearness: 5,
  words: 'it is the same text but for upper and lower case',
}
const WHITE_SPACE: Miss = {
  reason: 'white-space',
  nearness: 5,
  words: 'white space around it makes the difference',
}
const SPELLED: Miss = {
  reason: 'unicode-form',
  nearness: 5,
  words: 'it looks the same, but other Unicode characters write it',
}
const NOT_WHOLE: Miss = {
  reason: 'not-anchored',
  nearness: 3,
  words: 'that fits a part of the value only, and a wildcard must fit all of it',
}

const BEYOND_CASE: Miss = {
  reason: 'letter-case',
  nearness: 4,
  words: 'without regard to case, no character beyond the basic plane equals any',
}

function isComparable(value: string, predicate: StringPredicate): boolean {
  return predicate.is === 'prefix' || predicate.is === 'suffix' || predicate.is === 'wildcard'
    ? value.length <= LONGEST_COMPARED
    : value.length <= 2 * predicate.text.length + COMPARABLE
}

/** In a text without case, half of a surrogate pair has become a question mark. */
function hasPairs(text: string | CaselessText): boolean {
  return typeof text === 'string'
    ? /[\ud800-\udfff]/.test(text)
    : text.some(([lower, upper]) => lower === '?' && upper === undefined)
}

function withoutCase(predicate: StringPredicate): StringPredicate {
  switch (predicate.is) {
    case 'string':
      return { is: 'equals-ignore-case', text: toCaselessText(predicate.text) }
    case 'prefix':
      return { is: 'prefix-ignore-case', text: toCaselessText(predicate.text) }
    case 'suffix':
      return { is: 'suffix-ignore-case', text: toCaselessText(predicate.text) }
    default:
      return predicate
  }
}

function normalized(predicate: StringPredicate): StringPredicate {
  const hasText =
    predicate.is === 'string' || predicate.is === 'prefix' || predicate.is === 'suffix'
  return hasText ? { ...predicate, text: predicate.text.normalize() } : predicate
}

function wholeMiss(value: string, wanted: string): Miss {
  return isSlip(value, wanted)
    ? { reason: 'spelling', nearness: 4, words: 'it is one letter away', suggestion: value }
    : UNLIKE
}

function partMiss(value: string, wanted: string, part: string, end: 'start' | 'end'): Miss {
  if (value.includes(wanted)) {
    return { reason: 'not-anchored', nearness: 3, words: `it has that, but not at its ${end}` }
  }
  return wholeMiss(part, wanted)
}
