/** A value's place in a JSON text: from its first character to just behind its last. */
export type Span = { readonly start: number; readonly end: number }

/**
 * Walks a JSON text without building values, so that what is taken out of an event keeps its
 * spelling: digits of numbers, key order, escapes. The text must be valid JSON; what is not may be
 * read wrongly or throw, but always ends. Nothing recurses: an event may be nested as deeply as its
 * size allows.
 */
export function spanAt(text: string, at: number): Span {
  const start = skipSpace(text, at)
  return { start, end: endOfValue(text, start) }
}

/** The members of the object that starts at `start`, in order, repeated keys repeated. */
export function* membersOf(text: string, start: number): Generator<[string, Span], void> {
  let at = skipSpace(text, start + 1)
  while (text[at] !== '}') {
    const keyEnd = closedString(text, at)
    const value = spanAt(text, skipSpace(text, keyEnd) + 1)
    yield [readKey(text.slice(at, keyEnd)), value]
    at = skipComma(text, value.end)
  }
}

/** The elements of the array that starts at `start`. */
export function* elementsOf(text: string, start: number): Generator<Span, void> {
  let at = skipSpace(text, start + 1)
  while (text[at] !== ']') {
    const value = spanAt(text, at)
    yield value
    at = skipComma(text, value.end)
  }
}

export function skipSpace(text: string, at: number): number {
  let position = at
  while (isSpace(text[position])) position += 1
  return position
}

/** Just behind the closing quote of the string that starts at `start`; -1 when it is not closed. */
export function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1)
  return quote < 0 ? -1 : quote + 1
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t'
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

function readKey(literal: string): string {
  return literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
}

function skipComma(text: string, at: number): number {
  const next = skipSpace(text, at)
  return text[next] === ',' ? skipSpace(text, next + 1) : next
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return closedString(text, start)
  if (text[start] === '{' || text[start] === '[') return endOfContainer(text, start)
  let at = start
  while (at < text.length && !',]}'.includes(text.charAt(at)) && !isSpace(text[at])) at += 1
  if (at === start) throw notJson(start)
  return at
}

function endOfContainer(text: string, start: number): number {
  let depth = 0
  let at = start
  do {
    if (at >= text.length) throw notJson(start)
    const character = text[at]
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    at = character === '"' ? closedString(text, at) : at + 1
  } while (depth > 0)
  return at
}

function closedString(text: string, start: number): number {
  const end = endOfString(text, start)
  if (end < 0) throw notJson(start)
  return end
}

function notJson(at: number): Error {
  return new Error(`The text is not JSON: nothing ends what starts at ${at}.`)
}
