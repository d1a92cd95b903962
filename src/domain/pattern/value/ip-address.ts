/** An address as upper-case hexadecimal digits: 8 of IPv4, 32 of IPv6. */
export type AddressDigits = string

const LONGEST_V4 = 15
const OCTETS = 4
const V6_BYTES = 16
const V4_IN_V6 = '00000000000000000000FFFF'

/** Whether AWS takes the text for an attempt at an address, right or wrong. */
export function looksLikeAddress(text: string): boolean {
  if (text.includes(':')) return /^[0-9a-fA-F:]*$/.test(text)
  return /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(text)
}

/** Each byte in two hexadecimal digits. */
const HEX = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
)

const DIGIT_0 = 0x30
const POINT = 0x2e
const BASE = 10

/**
 * Reads an address as Java does: leading zeros are decimal (`010` is 10), an IPv6 group may have
 * them in any number, and an IPv4 address mapped into IPv6 is that IPv4 address.
 */
export function parseAddress(text: string): AddressDigits | undefined {
  if (!text.includes(':')) return parseV4(text)
  return looksLikeAddress(text) ? parseV6(text) : undefined
}

/** What AWS takes for digits of an address where a number stands. */
export function leadingDigits(number: string): AddressDigits | undefined {
  return /^[0-9A-F]*/.exec(number)?.[0]
}

/** Character by character: every string is read so that has a field whose addresses somebody asks for. */
function parseV4(text: string): AddressDigits | undefined {
  if (text.length > LONGEST_V4) return undefined
  let digits = ''
  let octets = 1
  let octet = -1
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    const digit = unit - DIGIT_0
    if (digit >= 0 && digit < BASE) {
      octet = Math.max(octet, 0) * BASE + digit
    } else {
      if (unit !== POINT || !isOctet(octet)) return undefined
      digits += HEX[octet]
      octets += 1
      octet = -1
    }
  }
  return octets === OCTETS && isOctet(octet) ? digits + HEX[octet] : undefined
}

function isOctet(value: number): boolean {
  return value >= 0 && value <= 0xff
}

function parseV6(text: string): AddressDigits | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map(parseGroups)
  const missing = V6_BYTES / 2 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined

  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  if (groups.some((group) => !(group <= 0xffff))) return undefined
  const digits = toHex(groups.flatMap((group) => [group >> 8, group & 0xff]))
  return digits.startsWith(V4_IN_V6) ? digits.slice(V4_IN_V6.length) : digits
}

/** An empty group becomes NaN, which no caller accepts. */
function parseGroups(half: string): readonly number[] {
  return half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))
}

function toHex(bytes: readonly number[]): AddressDigits {
  return bytes.map((byte) => HEX[byte]).join('')
}

/** The first and the last address of the block of `address` with the given number of fixed bits. */
export function blockOf(
  address: AddressDigits,
  fixedBits: number,
): { readonly low: AddressDigits; readonly high: AddressDigits } {
  const free = (1n << BigInt(address.length * 4 - fixedBits)) - 1n
  const value = BigInt(`0x${address}`)
  const written = (bits: bigint) => bits.toString(16).toUpperCase().padStart(address.length, '0')
  return { low: written(value & ~free), high: written(value | free) }
}

/**
 * Whether the address lies in the block. AWS compares digit by digit and does not ask for the
 * family, so an IPv6 address is in an IPv4 block when its first 32 bits are, and an IPv4 address is
 * in an IPv6 block when every address that starts with its digits is inside the borders.
 */
export function isWithinBlock(
  address: AddressDigits,
  low: AddressDigits,
  high: AddressDigits,
): boolean {
  const length = address.length
  if (length < low.length) return low.slice(0, length) < address && address < high.slice(0, length)
  const start = address.slice(0, low.length)
  return low <= start && start <= high
}
