import { skipScalar, skipSpace, skipString } from './skip-scalar.ts'

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPENING_BRACKET = 0x5b
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** A closing bracket comes two characters behind its opening one, and so it is with braces. */
const TO_CLOSING = 2

/**
 * Skips an object or an array with all that is in it.
 *
 * @param levels - how deep it may nest; at most what `closers` has room for.
 * @param closers - scratch: the bracket that closes each level.
 */
export function skipContainer(
  bytes: Uint8Array,
  start: number,
  levels: number,
  closers: Uint8Array,
): number {
  let at = start
  let depth = 0
  for (;;) {
    // A value starts here.
    let byte = bytes[at] as number
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
      if (depth >= levels) return -1
      closers[depth] = byte + TO_CLOSING
      depth += 1
      at = skipSpace(bytes, at + 1)
      const isEmpty = bytes[at] === byte + TO_CLOSING
      if (!isEmpty) {
        if (byte === OPENING_BRACE) at = skipNameAndColon(bytes, at)
        if (at < 0) return -1
        continue
      }
    } else {
      at = skipScalar(bytes, at, byte)
      if (at < 0) return -1
    }
    // A value or a container ends here, and others may with it.
    for (;;) {
      byte = bytes[at] as number
      if (byte <= SPACE) {
        at = skipSpace(bytes, at)
        byte = bytes[at] as number
      }
      if (byte !== closers[depth - 1]) break
      at += 1
      depth -= 1
      if (depth === 0) return at
    }
    if (byte !== COMMA) return -1
    at = skipSpace(bytes, at + 1)
    if (closers[depth - 1] === CLOSING_BRACE) at = skipNameAndColon(bytes, at)
    if (at < 0) return -1
  }
}

/** @returns where the value starts. */
function skipNameAndColon(bytes: Uint8Array, start: number): number {
  const end = bytes[start] === QUOTE ? skipString(bytes, start + 1) : -1
  return end < 0 ? -1 : skipColon(bytes, end)
}

/** @returns where the value starts. */
export function skipColon(bytes: Uint8Array, start: number): number {
  const at = skipSpace(bytes, start)
  return bytes[at] === COLON ? skipSpace(bytes, at + 1) : -1
}
