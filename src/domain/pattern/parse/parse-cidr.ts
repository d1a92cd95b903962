import { Refusal } from '../json/refusal.ts'
import type { Predicate } from '../pattern.ts'
import { blockOf, looksLikeAddress, parseAddress } from '../value/ip-address.ts'

const V4_DIGITS = 8

/** Reads a block of addresses. AWS names no place in these refusals. */
export function parseCidr(text: string): Predicate {
  const [base, bits, ...more] = withoutEmptyEnd(text.split('/'))
  if (base === undefined || bits === undefined || more.length > 0) {
    throw new Refusal("Malformed CIDR, one '/' required")
  }
  const fixedBits = parseMaskBits(bits)
  const address = parseBase(base)
  const isV4 = address.length === V4_DIGITS
  if (isV4 && fixedBits > 31) throw new Refusal('IPv4 mask bits must be < 32')
  if (!isV4 && fixedBits > 127) throw new Refusal('IPv6 mask bits must be < 128')
  return { is: 'address', ...blockOf(address, fixedBits), fitsNumbers: true }
}

/** Slashes at the end are not counted. */
function withoutEmptyEnd(pieces: readonly string[]): readonly string[] {
  const end = pieces.findLastIndex((piece) => piece !== '')
  return pieces.slice(0, end + 1)
}

function parseMaskBits(text: string): number {
  const bits = /^[+-]?[0-9]+$/.test(text) ? Number(text) : Number.NaN
  if (!(Math.abs(bits) < 2 ** 31)) {
    throw new Refusal('Malformed CIDR, mask bits must be an integer')
  }
  if (bits < 0) throw new Refusal('Malformed CIDR, mask bits must not be negative')
  return bits
}

function parseBase(text: string): string {
  if (!looksLikeAddress(text)) throw new Refusal(`Nonstandard IP address: ${text}`)
  const address = parseAddress(text)
  if (address === undefined) throw new Refusal(`Invalid IP address: ${text}`)
  return address
}
