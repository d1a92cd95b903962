/*
 * Checks JSON in bytes without making anything of it. The functions take the place where something
 * starts and return the place behind it, or -1 where the text is not JSON. A zero byte must stand
 * behind the text: it belongs to no JSON, so every loop ends there and none has to ask for the end.
 *
 * These loops read every byte of every event. They are longer than the house likes because calls
 * and shared state per byte cost more than the bytes.
 */

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const BACKSLASH = 0x5c
const LOWER_E = 0x65
const LOWER_F = 0x66
const LOWER_N = 0x6e
const LOWER_T = 0x74
const LOWER_U = 0x75

/** Sets the bit that tells an upper-case letter from a lower-case one. */
const LETTER_CASE = 0x20

const SIMPLE_ESCAPES: Uint8Array = tableOf('"\\/bfnrt')
const HEX_DIGITS: Uint8Array = tableOf('0123456789abcdefABCDEF')

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start
  let byte = bytes[at]
  while (byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) {
    at += 1
    byte = bytes[at]
  }
  return at
}

/** @param start - behind the opening quote. */
export function skipString(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    let byte = bytes[at] as number
    while (byte !== QUOTE && byte !== BACKSLASH && byte >= SPACE) {
      at += 1
      byte = bytes[at] as number
    }
    at += 1
    if (byte === QUOTE) return at
    if (byte !== BACKSLASH) return -1
    at = skipEscape(bytes, at)
    if (at < 0) return -1
  }
}

function skipEscape(bytes: Uint8Array, start: number): number {
  const letter = bytes[start] as number
  if (letter !== LOWER_U) return SIMPLE_ESCAPES[letter] === 1 ? start + 1 : -1
  for (let at = start + 1; at < start + 5; at += 1) {
    if (HEX_DIGITS[bytes[at] as number] !== 1) return -1
  }
  return start + 5
}

/** @param first - the byte at `start`. */
export function skipScalar(bytes: Uint8Array, start: number, first: number): number {
  if (first === QUOTE) return skipString(bytes, start + 1)
  if (first === MINUS) return skipNumber(bytes, start + 1)
  if (first >= DIGIT_0 && first <= DIGIT_9) return skipNumber(bytes, start)
  if (first === LOWER_T) return skipWord(bytes, start, 'true')
  if (first === LOWER_F) return skipWord(bytes, start, 'false')
  return first === LOWER_N ? skipWord(bytes, start, 'null') : -1
}

function skipWord(bytes: Uint8Array, start: number, word: string): number {
  for (let index = 1; index < word.length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) return -1
  }
  return start + word.length
}

/** @param start - behind a minus sign. */
function skipNumber(bytes: Uint8Array, start: number): number {
  let at = start
  if (bytes[at] === DIGIT_0) at += 1
  else at = skipDigits(bytes, at)
  if (at > 0 && bytes[at] === POINT) at = skipDigits(bytes, at + 1)
  if (at > 0 && ((bytes[at] as number) | LETTER_CASE) === LOWER_E) {
    const sign = bytes[at + 1]
    at = skipDigits(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1)
  }
  return at
}

/** There must be one at least. */
function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start
  let byte = bytes[at] as number
  while (byte >= DIGIT_0 && byte <= DIGIT_9) {
    at += 1
    byte = bytes[at] as number
  }
  return at === start ? -1 : at
}
