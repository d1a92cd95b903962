import { endOfString, skipSpace } from './json-spans.ts'

export type Compacted =
  | { readonly ok: true; readonly text: string }
  /** `at` is the position of the first character that JSON does not allow there. */
  | { readonly ok: false; readonly at: number }

/**
 * Checks that a text is JSON and takes out the white space between its tokens. Everything else
 * stays as it is spelled: JSON.parse and JSON.stringify would lose the digits of large numbers.
 */
export function compactJson(text: string): Compacted {
  const open: Closer[] = []
  let expected: Expected = 'value'
  let compact = ''
  let at = skipSpace(text, 0)
  while (expected !== 'end') {
    const token = readToken(text, at)
    const next: Expected | undefined = token && follow(expected, token.kind, open)
    if (token === undefined || next === undefined) return { ok: false, at }
    compact += text.slice(at, token.end)
    at = skipSpace(text, token.end)
    expected = next
  }
  return at === text.length ? { ok: true, text: compact } : { ok: false, at }
}

type Closer = '}' | ']'
type TokenKind = '{' | '[' | Closer | ':' | ',' | 'string' | 'scalar'
type Token = { readonly kind: TokenKind; readonly end: number }
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or close' | 'end'

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

function readToken(text: string, at: number): Token | undefined {
  const character = text[at]
  switch (character) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return { kind: character, end: at + 1 }
    case '"':
      return readString(text, at)
    default:
      SCALAR.lastIndex = at
      return SCALAR.test(text) ? { kind: 'scalar', end: SCALAR.lastIndex } : undefined
  }
}

function readString(text: string, at: number): Token | undefined {
  const end = endOfString(text, at)
  if (end < 0) return undefined
  try {
    // Knows all about escapes and control characters.
    JSON.parse(text.slice(at, end))
    return { kind: 'string', end }
  } catch {
    // Not a JSON string; the caller says where.
    return undefined
  }
}

/** What may come after a token, or undefined when the token may not come at all. */
function follow(expected: Expected, kind: TokenKind, open: Closer[]): Expected | undefined {
  const mayBeValue = expected === 'value' || expected === 'value or ]'
  switch (kind) {
    case '{':
      return mayBeValue ? openWith('}', 'key or }', open) : undefined
    case '[':
      return mayBeValue ? openWith(']', 'value or ]', open) : undefined
    case 'string':
      if (expected === 'key' || expected === 'key or }') return ':'
      return mayBeValue ? afterValue(open) : undefined
    case 'scalar':
      return mayBeValue ? afterValue(open) : undefined
    case ':':
      return expected === ':' ? 'value' : undefined
    case ',':
      if (expected !== ', or close') return undefined
      return open.at(-1) === '}' ? 'key' : 'value'
    default:
      return close(expected, kind, open)
  }
}

function openWith(closer: Closer, next: Expected, open: Closer[]): Expected {
  open.push(closer)
  return next
}

function close(expected: Expected, closer: Closer, open: Closer[]): Expected | undefined {
  const mayClose = expected === ', or close' || expected === `key or ${closer}`
  if (open.at(-1) !== closer || !(mayClose || expected === `value or ${closer}`)) return undefined
  open.pop()
  return afterValue(open)
}

function afterValue(open: readonly Closer[]): Expected {
  return open.length === 0 ? 'end' : ', or close'
}
