import { type LinePosition, parsePositionText, toPositionText } from './line-position.ts'
import { invalidToken } from './list-token.ts'

/**
 * Where GetLogEvents goes on. A page that holds lines gives tokens at its two ends; one that holds none
 * gives its own token back, so that a reader at the end of a stream can ask again later, and in the
 * other direction one that takes the line in that the reader has stopped at.
 */
export type EventCursor = {
  readonly direction: 'forwards' | 'backwards'
  /** Absent when the stream had no line yet: everything is ahead. */
  readonly from?: LinePosition
  /** Whether the line itself is part of what follows. */
  readonly inclusive: boolean
}

const LETTERS = { forwards: 'f', backwards: 'b' } as const
const NOWHERE = '-'

/** For example `f/1732500000000:42`; a `+` at the end takes the line in. */
export function toCursorToken({ direction, from, inclusive }: EventCursor): string {
  const place = from ? toPositionText(from) : NOWHERE
  return `${LETTERS[direction]}/${place}${inclusive ? '+' : ''}`
}

/** @throws InvalidInput */
export function parseCursorToken(token: string): EventCursor {
  const [, letter, place, plus] = /^([fb])\/(.+?)(\+?)$/.exec(token) ?? []
  if (place === undefined) throw invalidToken()
  const direction = letter === 'f' ? 'forwards' : 'backwards'
  const inclusive = plus === '+'
  if (place === NOWHERE) return { direction, inclusive }
  const from = parsePositionText(place)
  if (!from) throw invalidToken()
  return { direction, from, inclusive }
}
