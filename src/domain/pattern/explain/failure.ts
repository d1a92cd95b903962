import type { EventScalar } from '../scanned-event.ts'
import type { AbsenceReason } from './absence.ts'
import type { MissReason } from './miss.ts'
import type { PatternJson } from './predicate-json.ts'

/** Why a pattern does not match: the first path that fails, in words and as data. */
export type Failure = {
  readonly path: string
  readonly reason: MissReason | AbsenceReason | 'different-elements' | 'too-hard'
  readonly words: string
  /** The alternatives that the pattern gives, as patterns write them. */
  readonly wanted: readonly PatternJson[]
  /** Some of the values at that path. */
  readonly found: readonly FoundValue[]
  /** How many values there are at that path. */
  readonly foundCount: number
  /** The array whose elements satisfy the paths, but no element all of them. */
  readonly array?: string
  readonly didYouMean?: string
  /** Later paths of the same combination that fail too. */
  readonly alsoFailing: readonly string[]
}

/** A value with its JSON type; of a number the text of the event. */
export type FoundValue = {
  readonly type: 'string' | 'number' | 'boolean' | 'null'
  readonly value: string
}

const LONGEST_VALUE = 1_000

export function toFoundValue({ is, text }: EventScalar): FoundValue {
  const value = text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`
  if (is !== 'literal') return { type: is, value }
  return { type: text === 'null' ? 'null' : 'boolean', value }
}
