import type { JsonReader } from '../json/json-reader.ts'
import type { Predicate } from '../pattern.ts'
import { toWellFormed } from '../value/utf8.ts'
import { parseCidr } from './parse-cidr.ts'
import { readAnythingBut } from './read-anything-but.ts'
import { readNumeric } from './read-numeric.ts'
import {
  toCaseless,
  toCaselessPrefix,
  toCaselessSuffix,
  toPrefix,
  toSuffix,
  toWildcard,
} from './string-predicates.ts'

/** Reads an object with one operator; its opening brace was read. */
export function readMatchExpression(reader: JsonReader): readonly Predicate[] {
  if (reader.next() !== 'name') throw reader.refusal('Match expression name not found')
  switch (reader.name) {
    case 'exactly':
      return readExactly(reader)
    case 'prefix':
      return readAffix(reader, 'prefix', toPrefix, toCaselessPrefix)
    case 'suffix':
      return readAffix(reader, 'suffix', toSuffix, toCaselessSuffix)
    case 'equals-ignore-case':
      return closed(reader, toCaseless(readStringArgument(reader, 'equals-ignore-case')))
    case 'wildcard':
      return closed(reader, toWildcard(readStringArgument(reader, 'wildcard'), reader))
    case 'cidr':
      // AWS says "prefix" here.
      return closed(reader, [parseCidr(readStringArgument(reader, 'prefix'))])
    case 'numeric':
      return [readNumeric(reader)]
    case 'anything-but':
      return [readAnythingBut(reader)]
    case 'exists':
      return closed(reader, [readExists(reader)])
    default:
      throw reader.refusal(`Unrecognized match type ${reader.name}`)
  }
}

function readExactly(reader: JsonReader): readonly Predicate[] {
  const text = toWellFormed(readStringArgument(reader, 'exact'))
  return closed(reader, [{ is: 'string', text }])
}

type Affix = 'prefix' | 'suffix'
type ToPredicates = (text: string) => readonly Predicate[]

function readAffix(
  reader: JsonReader,
  affix: Affix,
  toPredicates: ToPredicates,
  toCaselessPredicates: ToPredicates,
): readonly Predicate[] {
  const token = reader.next()
  if (token === 'start-object') {
    return closed(reader, readCaselessAffix(reader, affix, toCaselessPredicates))
  }
  if (token !== 'string') throw reader.refusal(`${affix} match pattern must be a string`)
  return closed(reader, toPredicates(reader.text()))
}

function readCaselessAffix(
  reader: JsonReader,
  affix: Affix,
  toPredicates: ToPredicates,
): readonly Predicate[] {
  if (reader.next() !== 'name') {
    const operator = affix === 'prefix' ? 'Prefix' : 'Suffix'
    throw reader.refusal(`${operator} expression name not found`)
  }
  if (reader.name !== 'equals-ignore-case') {
    throw reader.refusal(`Unsupported ${affix} pattern: ${reader.name}`)
  }
  return closed(reader, toPredicates(readStringArgument(reader, 'equals-ignore-case')))
}

function readExists(reader: JsonReader): Predicate {
  const token = reader.next()
  if (token === 'true') return { is: 'present' }
  if (token === 'false') return { is: 'absent' }
  throw reader.refusal('exists match pattern must be either true or false.')
}

function readStringArgument(reader: JsonReader, operator: string): string {
  if (reader.next() !== 'string') {
    throw reader.refusal(`${operator} match pattern must be a string`)
  }
  return reader.text()
}

/** Reads the brace that must follow an operator's argument. */
function closed(reader: JsonReader, predicates: readonly Predicate[]): readonly Predicate[] {
  if (reader.next() !== 'end-object') {
    throw reader.refusal('Only one key allowed in match expression')
  }
  return predicates
}
