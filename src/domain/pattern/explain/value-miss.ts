import type { Predicate, StringPredicate } from '../pattern.ts'
import { satisfies } from '../satisfies.ts'
import type { EventScalar } from '../scanned-event.ts'
import { looksLikeAddress, parseAddress } from '../value/ip-address.ts'
import { blockText } from './address-text.ts'
import type { Miss } from './miss.ts'
import { rangeText, wantedText } from './predicate-text.ts'
import { shorten } from './quote.ts'
import { stringMiss } from './string-miss.ts'

type Of<Kind extends Predicate['is']> = Extract<Predicate, { is: Kind }>

const DIFFERENT: Miss = { reason: 'different', nearness: 1 }

/** Why a value of an event does not satisfy a predicate, which it does not. */
export function missOf(value: EventScalar, predicate: Predicate): Miss {
  switch (predicate.is) {
    case 'present':
    case 'absent':
      return { reason: 'present', nearness: 3, words: 'exists: false wants nothing there' }
    case 'literal':
      return literalMiss(value, predicate)
    case 'number':
      return numberMiss(value, predicate)
    case 'range':
      return rangeMiss(value, predicate)
    case 'address':
      return addressMiss(value, predicate)
    case 'anything-but':
      return exclusion(value, predicate)
    default:
      return value.is === 'string' ? stringMiss(value.text, predicate) : noString(value, predicate)
  }
}

function literalMiss(value: EventScalar, { text }: Of<'literal'>): Miss {
  if (value.is !== 'string' || value.text.toLowerCase() !== text) return DIFFERENT
  return { reason: 'type', nearness: 5, words: `the string is not the same as ${text}` }
}

function numberMiss(value: EventScalar, { text }: Of<'number'>): Miss {
  if (value.is === 'string' && isSameNumber(value.text, text)) return SAME_DIGITS
  if (value.is === 'string') return typeMiss('a number never equals a string')
  if (value.is === 'number' && isSameNumber(value.text, text)) {
    return {
      reason: 'precision',
      nearness: 5,
      words: 'a double cannot hold such numbers exactly, and then their texts are compared',
    }
  }
  return DIFFERENT
}

const SAME_DIGITS: Miss = {
  reason: 'type',
  nearness: 5,
  words: 'a string never equals a number, not even one of the same digits',
}

function rangeMiss(value: EventScalar, { above, below }: Of<'range'>): Miss {
  if (value.is === 'string') return typeMiss('numeric never matches strings')
  if (value.is === 'literal') return typeMiss('numeric matches numbers only')
  if (value.value === undefined) {
    return {
      reason: 'precision',
      nearness: 4,
      words: 'a double cannot hold that number exactly, and numeric never matches such numbers',
    }
  }
  const isTooLow = above !== undefined && !satisfies(value, { is: 'range', above })
  const end = isTooLow ? rangeText(above, undefined) : rangeText(undefined, below)
  return { reason: 'out-of-range', nearness: 2, words: `${shorten(value.text)} is not ${end}` }
}

function addressMiss(value: EventScalar, { low, high }: Of<'address'>): Miss {
  if (value.is !== 'string') return typeMiss('an IP address is a string')
  const wanted = blockText(low, high)
  if (parseAddress(value.text) === undefined) {
    return { reason: 'not-an-address', nearness: 2, words: notAnAddress(value.text) }
  }
  if (low === high) return { reason: 'different', nearness: 2, words: 'it is another address' }
  return { reason: 'outside-block', nearness: 3, words: `it lies outside ${wanted}` }
}

function notAnAddress(text: string): string {
  const trimmed = parseAddress(text.trim()) !== undefined
  if (trimmed) return 'with white space around it, it is not an IP address'
  return looksLikeAddress(text)
    ? 'it only looks like an IP address and is not a valid one'
    : 'it is not an IP address'
}

function exclusion(value: EventScalar, { noneOf }: Of<'anything-but'>): Miss {
  const excluded = noneOf.find((one) => satisfies(value, one))
  return {
    reason: 'excluded',
    nearness: 3,
    words:
      excluded && noneOf.length > 1
        ? `it is excluded as ${wantedText(excluded)}`
        : 'it is excluded',
  }
}

function noString(value: EventScalar, predicate: StringPredicate): Miss {
  const isSame =
    predicate.is === 'string' && value.is === 'number' && isSameNumber(predicate.text, value.text)
  if (isSame) return SAME_DIGITS
  if (predicate.is === 'string' && value.is === 'literal' && predicate.text === value.text) {
    return { reason: 'type', nearness: 5, words: `${value.text} is not the same as the string` }
  }
  return typeMiss(
    `${nameOf(predicate)} never matches ${value.is === 'number' ? 'numbers' : value.text}`,
  )
}

/** The operator, as patterns write it. */
function nameOf({ is }: StringPredicate): string {
  if (is === 'string') return 'a string'
  return is === 'equals-ignore-case' ? is : is.replace('-ignore-case', '')
}

function typeMiss(words: string): Miss {
  return { reason: 'type', nearness: 2, words }
}

function isSameNumber(one: string, other: string): boolean {
  return one.trim() !== '' && Number(one) === Number(other)
}
