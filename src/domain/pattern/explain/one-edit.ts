/** Shorter words are all alike. */
const SHORTEST_WORD = 3

/**
 * Whether it is a slip of the pen that tells two texts apart: one letter inserted, deleted, replaced or
 * exchanged with its neighbour, or nothing but letter case.
 */
export function isSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false
  if (one.toLowerCase() === other.toLowerCase()) return true
  return Math.min(one.length, other.length) >= SHORTEST_WORD && isOneEdit(one, other)
}

function isOneEdit(one: string, other: string): boolean {
  const start = lengthOfCommonStart(one, other)
  const [left, right] = withoutCommonEnd(one.slice(start), other.slice(start))
  if (left.length <= 1 && right.length <= 1) return true
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}

function lengthOfCommonStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}

function withoutCommonEnd(one: string, other: string): [string, string] {
  let length = 0
  const most = Math.min(one.length, other.length)
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1
  return [one.slice(0, one.length - length), other.slice(0, other.length - length)]
}
