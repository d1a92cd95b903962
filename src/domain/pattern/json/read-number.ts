import { describeCharacter, isDigit } from './characters.ts'
import type { Cursor } from './cursor.ts'
import { refuseValue, refuseWord } from './read-word.ts'
import type { Refusal } from './refusal.ts'

const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const DIGIT_0 = 0x30
const UPPER_E = 0x45
const LOWER_E = 0x65
const UPPER_I = 0x49
const UPPER_N = 0x4e
const LOWER_N = 0x6e

/** Reads the rest of a number whose first character was read, and returns its source text. */
export function readNumber(cursor: Cursor): string {
  const start = cursor.at - 1
  readInteger(cursor, start)
  readFraction(cursor, start)
  readExponent(cursor, start)
  return cursor.text.slice(start, cursor.at)
}

function readInteger(cursor: Cursor, start: number): void {
  if (cursor.text.charCodeAt(start) === MINUS) readFirstDigit(cursor)
  const startsWithZero = cursor.text.charCodeAt(cursor.at - 1) === DIGIT_0
  if (startsWithZero && isDigit(cursor.peek())) {
    throw cursor.refusal('Invalid numeric value: Leading zeroes not allowed')
  }
  skipDigits(cursor)
}

function readFirstDigit(cursor: Cursor): void {
  // Jackson joins these two texts without a space.
  if (cursor.atEnd) throw cursor.unexpectedEnd('No digit following minus sign')
  const first = cursor.peek()
  cursor.at += 1
  if (!isDigit(first)) throw refuseSigned(cursor, MINUS, first)
}

/** For a sign that no digit follows; a plus sign is refused in any case. */
export function refuseSigned(cursor: Cursor, sign: number, first: number): Refusal {
  if (first === UPPER_I) return refuseInfinity(cursor, sign)
  if (first === POINT && sign === MINUS) return refuseValue(cursor, POINT)
  return refuseFirstDigit(cursor, sign, first)
}

function refuseInfinity(cursor: Cursor, sign: number): Refusal {
  if (cursor.atEnd) return cursor.unexpectedEnd(' in a Number value')
  const second = cursor.peek()
  cursor.at += 1
  if (second === UPPER_N) return refuseWord(cursor, `${String.fromCharCode(sign)}INF`, 3)
  if (second === LOWER_N) return refuseWord(cursor, `${String.fromCharCode(sign)}Infinity`, 3)
  return refuseFirstDigit(cursor, sign, second)
}

function refuseFirstDigit(cursor: Cursor, sign: number, found: number): Refusal {
  return sign === PLUS
    ? inNumber(
        cursor,
        PLUS,
        'JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow',
      )
    : inNumber(cursor, found, 'expected digit (0-9) to follow minus sign, for valid numeric value')
}

function readFraction(cursor: Cursor, start: number): void {
  if (cursor.peek() !== POINT) return
  cursor.at += 1
  if (!isDigit(cursor.peek())) {
    throw refuseMissingDigit(cursor, start, cursor.at, 'Decimal point not followed by a digit')
  }
  skipDigits(cursor)
}

function readExponent(cursor: Cursor, start: number): void {
  if (cursor.peek() !== LOWER_E && cursor.peek() !== UPPER_E) return
  const seen = afterPoint(cursor.text, start, cursor.at) ?? cursor.at + 1
  cursor.at += 1
  if (cursor.peek() === PLUS || cursor.peek() === MINUS) cursor.at += 1
  if (cursor.atEnd) throw cursor.unexpectedEnd('expected a digit for number exponent')
  if (!isDigit(cursor.peek())) {
    throw refuseMissingDigit(cursor, start, seen, 'Exponent indicator not followed by a digit')
  }
  skipDigits(cursor)
}

/**
 * Jackson reads numbers in two ways, and they name different places: most numbers up to the point
 * (or the `e`) that started the faulty part, one that starts with 0 or ends the text up to the fault.
 */
function refuseMissingDigit(cursor: Cursor, start: number, seen: number, expectation: string) {
  const fault = cursor.atEnd ? POINT : cursor.peek()
  const firstDigit = start + (cursor.text.charCodeAt(start) === MINUS ? 1 : 0)
  const slow = cursor.atEnd || cursor.text.charCodeAt(firstDigit) === DIGIT_0
  if (!slow) cursor.at = seen
  else if (!cursor.atEnd) cursor.at += 1
  return inNumber(cursor, fault, expectation)
}

function afterPoint(text: string, start: number, end: number): number | undefined {
  const point = text.slice(start, end).indexOf('.')
  return point < 0 ? undefined : start + point + 1
}

function skipDigits(cursor: Cursor): void {
  while (isDigit(cursor.peek())) cursor.at += 1
}

function inNumber(cursor: Cursor, code: number, expectation: string): Refusal {
  return cursor.refusal(
    `Unexpected character (${describeCharacter(code)}) in numeric value: ${expectation}`,
  )
}
