import { describeCharacter } from './characters.ts'
import type { Cursor } from './cursor.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const LOWER_U = 0x75

/** What Jackson calls the two kinds of string in its messages. */
const WORDS = {
  name: { unquoted: 'name', end: ' in field name' },
  value: { unquoted: 'string value', end: ': was expecting closing quote for a string value' },
} as const

const ESCAPES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    '"': '"',
    '/': '/',
    '\\': '\\',
  }).map(([letter, meaning]) => [letter.charCodeAt(0), meaning]),
)

/** Reads the rest of a string whose opening quote was read, and returns it without its escapes. */
export function readString(cursor: Cursor, kind: keyof typeof WORDS): string {
  let read = ''
  for (;;) {
    const start = cursor.at
    skipPlainCharacters(cursor)
    read += cursor.text.slice(start, cursor.at)
    if (cursor.atEnd) throw cursor.unexpectedEnd(WORDS[kind].end)

    const special = cursor.peek()
    cursor.at += 1
    if (special === QUOTE) return read
    if (special !== BACKSLASH) throw refuseUnquoted(cursor, special, WORDS[kind].unquoted)
    read += readEscape(cursor)
  }
}

function skipPlainCharacters(cursor: Cursor): void {
  const { text } = cursor
  let at = cursor.at
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE || code === BACKSLASH || code < SPACE) break
    at += 1
  }
  cursor.at = at
}

function refuseUnquoted(cursor: Cursor, code: number, context: string) {
  return cursor.refusal(
    `Illegal unquoted character (${describeCharacter(code)}): has to be escaped using backslash to be included in ${context}`,
  )
}

function readEscape(cursor: Cursor): string {
  const letter = nextOfEscape(cursor)
  if (letter === LOWER_U) return readHexEscape(cursor)
  const meaning = ESCAPES.get(letter)
  if (meaning === undefined) {
    throw cursor.refusal(`Unrecognized character escape ${describeCharacter(letter)}`)
  }
  return meaning
}

function readHexEscape(cursor: Cursor): string {
  let code = 0
  for (let count = 0; count < 4; count += 1) {
    const letter = nextOfEscape(cursor)
    const digit = Number.parseInt(String.fromCharCode(letter), 16)
    if (Number.isNaN(digit)) {
      throw cursor.unexpected(letter, 'expected a hex-digit for character escape sequence')
    }
    code = code * 16 + digit
  }
  return String.fromCharCode(code)
}

function nextOfEscape(cursor: Cursor): number {
  if (cursor.atEnd) throw cursor.unexpectedEnd(' in character escape sequence')
  const code = cursor.peek()
  cursor.at += 1
  return code
}
