const MINUS = 0x2d
const POINT = 0x2e
const DIGIT_0 = 0x30
const BASE = 10
const MOST_BYTES = 15

/** A double carries these and all whole numbers of so many digits, so one divided by the other is as near as can be. */
const POWERS = Array.from({ length: MOST_BYTES + 1 }, (_, power) => BASE ** power)

/**
 * The value of a JSON number as most are written, without making a string of it: short, and without an
 * exponent. NaN for all others.
 */
export function readShortNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > MOST_BYTES) return Number.NaN
  const isNegative = bytes[start] === MINUS
  let whole = 0
  let point = end
  for (let at = isNegative ? start + 1 : start; at < end; at += 1) {
    const byte = bytes[at] as number
    const digit = byte - DIGIT_0
    if (digit >= 0 && digit < BASE) whole = whole * BASE + digit
    else if (byte === POINT) point = at + 1
    else return Number.NaN
  }
  const value = whole / (POWERS[end - point] as number)
  // Never -0, which is 0.
  return isNegative && value > 0 ? -value : value
}
