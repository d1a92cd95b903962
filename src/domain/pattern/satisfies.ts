import type {
  AddressPredicate,
  Bound,
  NumberPredicate,
  Predicate,
  StringPredicate,
} from './pattern.ts'
import { isWithinBlock, leadingDigits, parseAddress } from './value/ip-address.ts'
import { endsCaseless, equalsCaseless, startsCaseless } from './value/letter-case.ts'
import { matchesWildcard } from './value/wildcard.ts'

/** An `EventScalar`, however it is held. */
type ScalarLike = {
  readonly is: 'string' | 'number' | 'literal'
  readonly text: string
  readonly value?: number | undefined
}

/** Whether one value of an event satisfies a predicate. No value satisfies `absent`. */
export function satisfies(value: ScalarLike, predicate: Predicate): boolean {
  switch (predicate.is) {
    case 'present':
      return true
    case 'absent':
      return false
    case 'literal':
      return value.is === 'literal' && value.text === predicate.text
    case 'number':
      return value.is === 'number' && equalsNumber(value, predicate)
    case 'range':
      return value.is === 'number' && isWithin(value.value, predicate.above, predicate.below)
    case 'address':
      return isAddressWithin(value, predicate)
    case 'anything-but':
      return isOutside(value, predicate.noneOf)
    default:
      return value.is === 'string' && satisfiesString(value.text, predicate)
  }
}

/** A list that excludes nothing fits nothing in AWS, which files the rule under what is excluded. */
function isOutside(
  value: ScalarLike,
  noneOf: readonly (StringPredicate | NumberPredicate)[],
): boolean {
  return noneOf.length > 0 && !noneOf.some((excluded) => satisfies(value, excluded))
}

function equalsNumber(value: ScalarLike, predicate: NumberPredicate): boolean {
  if (value.value === undefined || predicate.value === undefined) {
    return value.text === predicate.text
  }
  return value.value === predicate.value
}

function isWithin(
  value: number | undefined,
  above: Bound | undefined,
  below: Bound | undefined,
): boolean {
  if (value === undefined) return false
  if (above && !(value > above.value || (above.inclusive && value === above.value))) return false
  return !below || value < below.value || (below.inclusive && value === below.value)
}

function isAddressWithin(value: ScalarLike, { low, high, fitsNumbers }: AddressPredicate): boolean {
  const digits =
    value.is === 'string'
      ? parseAddress(value.text)
      : value.is === 'number' && (fitsNumbers || value.value === undefined)
        ? leadingDigits(value.text)
        : undefined
  return digits !== undefined && isWithinBlock(digits, low, high)
}

function satisfiesString(value: string, predicate: StringPredicate): boolean {
  switch (predicate.is) {
    case 'string':
      return value === predicate.text
    case 'prefix':
      return value.startsWith(predicate.text)
    case 'suffix':
      return value.endsWith(predicate.text)
    case 'equals-ignore-case':
      return equalsCaseless(value, predicate.text)
    case 'prefix-ignore-case':
      return startsCaseless(value, predicate.text)
    case 'suffix-ignore-case':
      return endsCaseless(value, predicate.text)
    case 'wildcard':
      return matchesWildcard(value, predicate.parts)
  }
}
