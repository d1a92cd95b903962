import type { JsonReader, JsonToken } from '../json/json-reader.ts'
import type { Predicate } from '../pattern.ts'
import { toExactNumber } from '../value/exact-number.ts'
import { parseAddress } from '../value/ip-address.ts'
import { toWellFormed } from '../value/utf8.ts'
import { readMatchExpression } from './read-match-expression.ts'

/** Reads the values that a field may have, up to the closing bracket. */
export function readAlternatives(reader: JsonReader): readonly Predicate[] {
  const predicates: Predicate[] = []
  for (let token = reader.next(); token !== 'end-array'; token = reader.next()) {
    predicates.push(...readAlternative(reader, token))
  }
  if (predicates.length === 0) throw reader.refusal('Empty arrays are not allowed')
  return comparesNumbers(predicates) ? predicates.map(withoutNumbers) : predicates
}

function comparesNumbers(predicates: readonly Predicate[]): boolean {
  return predicates.some((predicate) => {
    switch (predicate.is) {
      case 'number':
        return predicate.value !== undefined
      case 'anything-but':
        return predicate.noneOf.some(({ is }) => is === 'number')
      default:
        return predicate.is === 'range'
    }
  })
}

function withoutNumbers(predicate: Predicate): Predicate {
  return predicate.is === 'address' ? { ...predicate, fitsNumbers: false } : predicate
}

function readAlternative(reader: JsonReader, token: JsonToken): readonly Predicate[] {
  switch (token) {
    case 'start-object':
      return readMatchExpression(reader)
    case 'string':
      return [toStringLiteral(reader.text())]
    case 'number':
      return [{ is: 'number', text: reader.text(), value: toExactNumber(reader.text()) }]
    case 'true':
    case 'false':
    case 'null':
      return [{ is: 'literal', text: token }]
    default:
      throw reader.refusal('Match value must be String, number, true, false, or null')
  }
}

/** A string that is an address is compared as one: "10.0.0.1" equals "010.0.0.1". */
function toStringLiteral(text: string): Predicate {
  const address = parseAddress(text)
  return address === undefined
    ? { is: 'string', text: toWellFormed(text) }
    : { is: 'address', low: address, high: address, fitsNumbers: true }
}
