import { toUtf8 } from './utf8.ts'

const HASH_FACTOR = 31

/** For a hash that is made while bytes are looked at anyway; starts with 0. */
export function hashByte(hash: number, byte: number): number {
  // 31 × the hash, without a multiplication that the next one has to wait for.
  return ((hash << 5) - hash + byte) | 0
}

export function hashSpan(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0
  for (let at = from; at < to; at += 1) hash = hashByte(hash, bytes[at] as number)
  return hash
}

/** The hash of the text's UTF-8. */
export function hashText(text: string): number {
  const bytes = toUtf8(text)
  return hashSpan(bytes, 0, bytes.length)
}

/** The hash of the text's UTF-8, read from its end. */
export function hashBackwards(text: string): number {
  const bytes = toUtf8(text).reverse()
  return hashSpan(bytes, 0, bytes.length)
}

const double = new Float64Array(1)
const halves = new Int32Array(double.buffer)

/** The same for numbers that are equal. */
export function hashNumber(value: number): number {
  // Adding 0 turns -0 into 0.
  double[0] = value + 0
  return (Math.imul(halves[0] ?? 0, HASH_FACTOR) + (halves[1] ?? 0)) | 0
}
