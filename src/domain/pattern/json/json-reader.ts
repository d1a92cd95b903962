import { isDigit } from './characters.ts'
import { Cursor, type Place } from './cursor.ts'
import { readNumber, refuseSigned } from './read-number.ts'
import { readString } from './read-string.ts'
import { readWord, refuseValue, refuseWord } from './read-word.ts'
import { Refusal } from './refusal.ts'

export type JsonToken =
  | 'start-object'
  | 'end-object'
  | 'start-array'
  | 'end-array'
  | 'name'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  | 'end'

type Container = {
  readonly kind: 'Object' | 'Array' | 'root'
  readonly start: Place
  entries: number
}

/** AWS: "Amazon EventBridge API Reference", PutEvents: deeper nesting is not processed. */
const DEEPEST_NESTING = 1_000

const CLOSING_BRACKET = 0x5d
const CLOSING_BRACE = 0x7d
const QUOTE = 0x22
const COLON = 0x3a
const COMMA = 0x2c
const PLUS = 0x2b
const CARRIAGE_RETURN = 0x0d
const MINUS = 0x2d

/** Token texts as Jackson gives them, for messages; names, strings and numbers have their own. */
const FIXED_TEXTS: Partial<Record<JsonToken, string>> = {
  'start-object': '{',
  'end-object': '}',
  'start-array': '[',
  'end-array': ']',
  true: 'true',
  false: 'false',
  null: 'null',
}

/**
 * Reads JSON token by token and refuses what is not JSON, in Jackson's words and at Jackson's
 * places, because AWS answers with both. Two habits of Jackson show in the places and are kept:
 * with a name the first token of its value is read, and of a string value only the opening quote,
 * until somebody asks for its text or for the next token.
 *
 * Nesting is kept in a list, so no depth of input can exhaust the call stack.
 */
export class JsonReader {
  readonly #cursor: Cursor
  readonly #open: Container[] = [{ kind: 'root', start: { line: 1, column: 0 }, entries: 0 }]
  #token: JsonToken | undefined
  #valueOfName: JsonToken = 'null'
  #name = ''
  #text = ''
  #stringPending = false

  constructor(text: string) {
    this.#cursor = new Cursor(text)
  }

  /** @throws Refusal where the text is not JSON. */
  next(): JsonToken {
    this.#token = this.#token === 'name' ? this.#enter(this.#valueOfName) : this.#read()
    return this.#token
  }

  /** The name that was read last. */
  get name(): string {
    return this.#name
  }

  /** The current token's text: a string without its escapes, a number as it is written. */
  text(): string {
    if (this.#stringPending) {
      this.#stringPending = false
      this.#text = readString(this.#cursor, 'value')
    }
    return (this.#token && FIXED_TEXTS[this.#token]) ?? this.#text
  }

  /** A refusal at the place reached so far, for what reads well and means nothing. */
  refusal(reason: string): Refusal {
    return this.#cursor.refusal(reason)
  }

  #read(): JsonToken {
    this.text()
    let first = this.#cursor.nextVisible()
    if (Number.isNaN(first)) return this.#end()
    if (first === CLOSING_BRACKET || first === CLOSING_BRACE) return this.#close(first)

    const container = this.#top()
    if (container.kind !== 'root' && container.entries > 0) first = this.#skipComma(first)
    container.entries += 1
    if (container.kind !== 'Object') return this.#enter(this.#readValueStart(first))

    this.#readName(first)
    this.#valueOfName = this.#readValueStart(this.#skipColon())
    return 'name'
  }

  #top(): Container {
    const container = this.#open.at(-1)
    if (container === undefined) throw new Error('the root container was closed')
    return container
  }

  #end(): JsonToken {
    const { kind, start } = this.#top()
    if (kind === 'root') return 'end'
    throw this.#cursor.unexpectedEnd(
      `: expected close marker for ${kind} (start marker at ${this.#cursor.describe(start)})`,
    )
  }

  #close(bracket: number): JsonToken {
    const { kind, start } = this.#top()
    const closes = bracket === CLOSING_BRACKET ? 'Array' : 'Object'
    if (kind !== closes) {
      const expected = bracket === CLOSING_BRACKET ? '}' : ']'
      throw this.#cursor.refusal(
        `Unexpected close marker '${String.fromCharCode(bracket)}': expected '${expected}' (for ${kind} starting at ${this.#cursor.describe(start)})`,
      )
    }
    this.#open.pop()
    return closes === 'Array' ? 'end-array' : 'end-object'
  }

  #enter(token: JsonToken): JsonToken {
    if (token === 'start-object') this.#push('Object')
    else if (token === 'start-array') this.#push('Array')
    return token
  }

  #push(kind: Container['kind']): void {
    if (this.#open.length > DEEPEST_NESTING) {
      throw new Refusal(
        `Document nesting depth (${this.#open.length}) exceeds the maximum allowed (${DEEPEST_NESTING}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      )
    }
    this.#open.push({ kind, start: this.#cursor.place, entries: 0 })
  }

  #skipComma(first: number): number {
    const { kind } = this.#top()
    if (first !== COMMA) {
      throw this.#cursor.unexpected(first, `was expecting comma to separate ${kind} entries`)
    }
    return this.#nextWithin(kind)
  }

  #skipColon(): number {
    const colon = this.#nextWithin('Object')
    if (colon !== COLON) {
      const expectation = 'was expecting a colon to separate field name and value'
      throw this.#cursor.unexpected(colon, expectation)
    }
    return this.#nextWithin('Object')
  }

  #nextWithin(kind: Container['kind']): number {
    const next = this.#cursor.nextVisible()
    if (Number.isNaN(next)) throw this.#cursor.unexpectedEnd(` within/between ${kind} entries`)
    return next
  }

  #readName(first: number): void {
    if (first !== QUOTE) {
      throw this.#cursor.unexpected(first, 'was expecting double-quote to start field name')
    }
    this.#name = readString(this.#cursor, 'name')
  }

  #readValueStart(first: number): JsonToken {
    if (first === QUOTE) {
      this.#stringPending = true
      return 'string'
    }
    if (isDigit(first) || first === MINUS) return this.#readNumber()
    switch (String.fromCharCode(first)) {
      case '{':
        return 'start-object'
      case '[':
        return 'start-array'
      case 't':
        return this.#readKnownWord('true')
      case 'f':
        return this.#readKnownWord('false')
      case 'n':
        return this.#readKnownWord('null')
      default:
        throw this.#refuseValueStart(first)
    }
  }

  #readKnownWord<Word extends 'true' | 'false' | 'null'>(word: Word): Word {
    readWord(this.#cursor, word)
    return word
  }

  #readNumber(): JsonToken {
    this.#text = readNumber(this.#cursor)
    if (this.#top().kind === 'root' && !this.#cursor.atEnd) this.#readSpaceBehindNumber()
    return 'number'
  }

  #readSpaceBehindNumber(): void {
    const next = this.#cursor.peek()
    // A carriage return is left for later, which shows in the place of a refusal.
    if (next === CARRIAGE_RETURN || this.#cursor.skipBlank()) return
    this.#cursor.at += 1
    throw this.#cursor.unexpected(next, 'Expected space separating root-level values')
  }

  #refuseValueStart(first: number): Refusal {
    const cursor = this.#cursor
    switch (String.fromCharCode(first)) {
      case '}':
        return cursor.unexpected(first, 'expected a value')
      case 'N':
        return refuseWord(cursor, 'NaN', 1)
      case 'I':
        return refuseWord(cursor, 'Infinity', 1)
      case '+': {
        if (cursor.atEnd) return cursor.unexpectedEnd(' in a Number value')
        const second = cursor.peek()
        cursor.at += 1
        return refuseSigned(cursor, PLUS, second)
      }
      default:
        return refuseValue(cursor, first)
    }
  }
}
