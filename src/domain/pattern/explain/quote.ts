import type { EventScalar } from '../scanned-event.ts'

const LONGEST_QUOTE = 120

/** A text in double quotes, cut where it is too long to read. */
export function quote(text: string): string {
  return text.length <= LONGEST_QUOTE
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, LONGEST_QUOTE))}… (${text.length} characters)`
}

/** A path as it stands in a sentence. */
export function quotePath(path: string): string {
  return `\`${shorten(path)}\``
}

export function shorten(text: string): string {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`
}

export function nameValue(value: EventScalar): string {
  if (value.is === 'literal') return value.text
  return value.is === 'number'
    ? `the number ${shorten(value.text)}`
    : `the string ${quote(value.text)}`
}

const MOST_NAMED = 5

/** At most five of them, and how many there are besides. */
export function listNames(
  names: readonly string[],
  count: number,
  conjunction: 'or' | 'and',
): string {
  const named = names.slice(0, MOST_NAMED)
  const more = count - named.length
  if (more > 0) named.push(`${more} more`)
  const last = named.pop() ?? ''
  return named.length === 0 ? last : `${named.join(', ')} ${conjunction} ${last}`
}
