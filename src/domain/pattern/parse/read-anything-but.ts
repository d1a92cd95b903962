import type { JsonReader, JsonToken } from '../json/json-reader.ts'
import { Refusal } from '../json/refusal.ts'
import type { NumberPredicate, Predicate, StringPredicate } from '../pattern.ts'
import { toExactNumber, whyInexact } from '../value/exact-number.ts'
import { toWellFormed } from '../value/utf8.ts'
import { toCaseless, toPrefix, toSuffix, toWildcard } from './string-predicates.ts'

/** An operator that may stand under `anything-but`. */
type Operator = {
  readonly mayBeEmpty: boolean
  readonly notAString: string
  readonly toPredicates: (text: string, reader: JsonReader) => readonly StringPredicate[]
}

const AFFIX = { mayBeEmpty: false, notAString: 'prefix/suffix match pattern must be a string' }

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['prefix', { ...AFFIX, toPredicates: toPrefix }],
  ['suffix', { ...AFFIX, toPredicates: toSuffix }],
  [
    'equals-ignore-case',
    {
      mayBeEmpty: true,
      notAString:
        'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
      toPredicates: toCaseless,
    },
  ],
  [
    'wildcard',
    {
      mayBeEmpty: true,
      notAString: 'wildcard match pattern must be a string',
      toPredicates: toWildcard,
    },
  ],
])

/** Reads the argument of `anything-but` and the brace behind it; the name was read. */
export function readAnythingBut(reader: JsonReader): Predicate {
  const token = reader.next()
  const noneOf = token === 'start-object' ? readUnderOperator(reader) : readPlain(reader, token)
  readClosingBrace(reader)
  return { is: 'anything-but', noneOf }
}

function readPlain(
  reader: JsonReader,
  token: JsonToken,
): readonly (StringPredicate | NumberPredicate)[] {
  switch (token) {
    case 'start-array':
      return readPlainList(reader)
    case 'string':
      return [{ is: 'string', text: toWellFormed(reader.text()) }]
    case 'number':
      return [toNumber(reader.text())]
    default:
      throw notAValue(reader)
  }
}

function readPlainList(reader: JsonReader): readonly (StringPredicate | NumberPredicate)[] {
  const strings: StringPredicate[] = []
  const numbers: NumberPredicate[] = []
  forEachItem(reader, (token) => {
    if (token === 'string') strings.push({ is: 'string', text: toWellFormed(reader.text()) })
    else if (token === 'number') numbers.push(toNumber(reader.text()))
    else throw reader.refusal('Inside anything but list, start|null|boolean is not supported.')
  })
  if (strings.length > 0 === numbers.length > 0) {
    throw reader.refusal(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    )
  }
  return [...strings, ...numbers]
}

function readUnderOperator(reader: JsonReader): readonly StringPredicate[] {
  if (reader.next() !== 'name') throw reader.refusal('Anything-But expression name not found')
  const operator = OPERATORS.get(reader.name)
  if (operator === undefined) {
    throw reader.refusal(`Unsupported anything-but pattern: ${reader.name}`)
  }
  const texts = readTexts(reader, operator)
  const predicates = texts.flatMap((text) => operator.toPredicates(text, reader))
  readClosingBrace(reader)
  return predicates
}

function readTexts(reader: JsonReader, operator: Operator): readonly string[] {
  const token = reader.next()
  if (token === 'string' || token === 'number') return [readText(reader, operator, token)]
  if (token !== 'start-array') throw notAValue(reader)

  const texts: string[] = []
  forEachItem(reader, (item) => texts.push(readText(reader, operator, item)))
  return texts
}

function readText(reader: JsonReader, operator: Operator, token: JsonToken): string {
  if (token !== 'string') throw reader.refusal(operator.notAString)
  const text = reader.text()
  if (text === '' && !operator.mayBeEmpty) throw reader.refusal('Null prefix/suffix not allowed')
  return text
}

/** What is refused inside a list gets its place from here, and so often names it twice. */
function forEachItem(reader: JsonReader, read: (token: JsonToken) => void): void {
  try {
    for (let token = reader.next(); token !== 'end-array'; token = reader.next()) read(token)
  } catch (error) {
    if (error instanceof Refusal) throw reader.refusal(error.message)
    throw error
  }
}

/** AWS names no place here, unless a list adds it. */
function toNumber(text: string): NumberPredicate {
  const value = toExactNumber(text)
  if (value === undefined) throw new Refusal(whyInexact(text))
  return { is: 'number', text, value }
}

function readClosingBrace(reader: JsonReader): void {
  if (reader.next() !== 'end-object') {
    throw reader.refusal('Too many elements in numeric expression')
  }
}

function notAValue(reader: JsonReader): Refusal {
  return reader.refusal('Value of anything-but must be an array or single string/number value.')
}
