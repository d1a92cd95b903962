import { continuesWord, startsWord } from './characters.ts'
import type { Cursor } from './cursor.ts'
import type { Refusal } from './refusal.ts'

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const LONGEST_QUOTED_WORD = 256
const DIGIT_0 = 0x30

/**
 * Reads the rest of a word.
 *
 * @param known - how many characters of the word were read and compared before.
 */
export function readWord(cursor: Cursor, word: string, known = 1): void {
  for (let index = known; index < word.length; index += 1) {
    if (cursor.text[cursor.at] !== word[index]) throw unknownWord(cursor, word.slice(0, index))
    cursor.at += 1
  }
  const next = cursor.peek()
  if (next >= DIGIT_0 && continuesWord(next)) throw unknownWord(cursor, word)
}

/** JavaScript's numbers that JSON does not have. */
export function refuseWord(cursor: Cursor, word: string, known: number): Refusal {
  readWord(cursor, word, known)
  return cursor.refusal(
    `Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`,
  )
}

/** For a first character with which no JSON value starts. */
export function refuseValue(cursor: Cursor, first: number): Refusal {
  return startsWord(first)
    ? unknownWord(cursor, String.fromCharCode(first))
    : cursor.unexpected(first, `expected a valid value ${VALUES}`)
}

function unknownWord(cursor: Cursor, start: string): Refusal {
  let word = start
  while (continuesWord(cursor.peek())) {
    word += cursor.text[cursor.at]
    cursor.at += 1
    if (word.length >= LONGEST_QUOTED_WORD) {
      word += '...'
      break
    }
  }
  return cursor.refusal(`Unrecognized token '${word}': was expecting ${VALUES}`)
}
