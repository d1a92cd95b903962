import type { AddressDigits } from './value/ip-address.ts'
import type { CaselessText } from './value/letter-case.ts'
import type { WildcardParts } from './value/wildcard.ts'

/**
 * A valid event pattern, in normal form: it matches an event that satisfies at least one branch.
 * A pattern without `$or` has one branch; each `$or` multiplies them. Branches of one pattern share
 * their equal `FieldPattern` objects.
 */
export type Pattern = {
  readonly branches: readonly Branch[]
  /**
   * Whether a path of the pattern has an empty step (that is not at its end). AWS reads only those
   * members of an event whose names are steps of a path, so without this a member named `""` is
   * not there.
   */
  readonly hasEmptyStep: boolean
}

/** What one event must satisfy together, ordered by path: AWS looks for absent fields in that order. */
export type Branch = readonly FieldPattern[]

export type FieldPattern = {
  /** Names from the top, joined by `.`; whether a dot was written in a name makes no difference. */
  readonly path: string
  readonly anyOf: readonly Predicate[]
}

export type Predicate =
  | StringPredicate
  | NumberPredicate
  | { readonly is: 'literal'; readonly text: 'true' | 'false' | 'null' }
  | { readonly is: 'range'; readonly above?: Bound; readonly below?: Bound }
  | AddressPredicate
  | { readonly is: 'anything-but'; readonly noneOf: readonly (StringPredicate | NumberPredicate)[] }
  | { readonly is: 'present' }
  | { readonly is: 'absent' }

export type StringPredicate =
  | { readonly is: 'string'; readonly text: string }
  | { readonly is: 'prefix'; readonly text: string }
  | { readonly is: 'suffix'; readonly text: string }
  | { readonly is: 'equals-ignore-case'; readonly text: CaselessText }
  | { readonly is: 'prefix-ignore-case'; readonly text: CaselessText }
  | { readonly is: 'suffix-ignore-case'; readonly text: CaselessText }
  | { readonly is: 'wildcard'; readonly parts: WildcardParts }

/** Equal by `value`; where a double cannot carry the number, equal by `text`. */
export type NumberPredicate = {
  readonly is: 'number'
  readonly text: string
  readonly value: number | undefined
}

export type AddressPredicate = {
  readonly is: 'address'
  readonly low: AddressDigits
  readonly high: AddressDigits
  /**
   * AWS compares digits, and takes a number that stands in the event for digits of an address, unless
   * something in the list compares numbers by value. Those without an exact value it takes in any case.
   */
  readonly fitsNumbers: boolean
}

export type Bound = { readonly value: number; readonly inclusive: boolean }
