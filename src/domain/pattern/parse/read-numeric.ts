import type { JsonReader } from '../json/json-reader.ts'
import type { Bound, NumberPredicate, Predicate } from '../pattern.ts'
import { toExactNumber, whyInexact } from '../value/exact-number.ts'

/** Reads the argument of `numeric` and the brace behind it; the name was read. */
export function readNumeric(reader: JsonReader): Predicate {
  if (reader.next() !== 'start-array') throw reader.refusal('Value of numeric must be an array.')
  if (reader.next() !== 'string') {
    throw reader.refusal(`Invalid member in numeric match: ${reader.text()}`)
  }
  const comparison = readComparison(reader, reader.text())
  if (reader.next() !== 'end-object') throw tooManyElements(reader)
  return comparison
}

function readComparison(reader: JsonReader, operator: string): Predicate {
  // The value's token is read before the operator is judged, which shows in the place of a refusal.
  const token = reader.next()
  switch (operator) {
    case '=':
    case '<':
    case '<=': {
      const text = numberText(reader, token, operator === '=' ? 'equals' : operator)
      if (reader.next() !== 'end-array') throw tooManyElements(reader)
      const number = toNumberPredicate(reader, text)
      return operator === '='
        ? number
        : { is: 'range', below: { value: number.value, inclusive: operator === '<=' } }
    }
    case '>':
    case '>=':
      return readRange(reader, numberText(reader, token, operator), operator === '>=')
    default:
      throw reader.refusal(`Unrecognized numeric range operator: ${operator}`)
  }
}

/** Reads on behind the lower end of a range. */
function readRange(reader: JsonReader, bottom: string, inclusive: boolean): Predicate {
  const token = reader.next()
  if (token === 'end-array') {
    return { is: 'range', above: toBound(reader, bottom, inclusive) }
  }
  if (token !== 'string') throw reader.refusal(`Bad value in numeric range: ${reader.text()}`)
  const operator = reader.text()
  if (operator !== '<' && operator !== '<=') {
    throw reader.refusal(`Bad numeric range operator: ${operator}`)
  }
  const top = numberText(reader, reader.next(), operator)
  if (reader.next() !== 'end-array') {
    throw reader.refusal('Too many terms in numeric range expression')
  }

  const above = toBound(reader, bottom, inclusive)
  const below = toBound(reader, top, operator === '<=')
  if (above.value >= below.value) throw reader.refusal('Bottom must be less than top')
  return { is: 'range', above, below }
}

function numberText(reader: JsonReader, token: string, operator: string): string {
  if (token !== 'number') throw reader.refusal(`Value of ${operator} must be numeric`)
  return reader.text()
}

function toBound(reader: JsonReader, text: string, inclusive: boolean): Bound {
  return { value: toNumberPredicate(reader, text).value, inclusive }
}

function toNumberPredicate(
  reader: JsonReader,
  text: string,
): NumberPredicate & { readonly value: number } {
  const value = toExactNumber(text)
  if (value === undefined) throw reader.refusal(whyInexact(text))
  return { is: 'number', text, value }
}

function tooManyElements(reader: JsonReader) {
  return reader.refusal('Too many elements in numeric expression')
}
