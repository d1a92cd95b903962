import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashByte } from '../../value/byte-hash.ts'
import type { AddressDigits } from '../../value/ip-address.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { Postings } from './postings.ts'

const BITS_PER_DIGIT = 4
const HEXADECIMAL = 16

/**
 * Shelves by a block of addresses, which is what its first and last address start with. A single
 * address is a block of one. Families are not told apart, since AWS does not either: an address is
 * reached by blocks of the other family too, if it is long enough.
 */
export class BlockTable {
  readonly #postings: Postings
  /** How many wait under blocks with each number of fixed bits. */
  readonly #ofLength = new Map<number, number>()

  constructor(shelves: Shelves) {
    this.#postings = new Postings(shelves)
  }

  get isEmpty(): boolean {
    return this.#ofLength.size === 0
  }

  add(low: AddressDigits, high: AddressDigits, waiting: Waiting): void {
    const fixed = fixedBits(low, high)
    this.#postings.add(hashStart(low, fixed), waiting)
    this.#ofLength.set(fixed, (this.#ofLength.get(fixed) ?? 0) + 1)
  }

  remove(low: AddressDigits, high: AddressDigits, waiting: Waiting): void {
    const fixed = fixedBits(low, high)
    this.#postings.remove(hashStart(low, fixed), waiting)
    const left = (this.#ofLength.get(fixed) ?? 0) - 1
    if (left > 0) this.#ofLength.set(fixed, left)
    else this.#ofLength.delete(fixed)
  }

  reach(address: AddressDigits, value: ScannedValue, hits: Hits): void {
    const bits = address.length * BITS_PER_DIGIT
    for (const fixed of this.#ofLength.keys()) {
      if (fixed > bits) continue
      this.#postings.reach(hashStart(address, fixed), value, hits)
    }
  }
}

function fixedBits(low: AddressDigits, high: AddressDigits): number {
  let digit = 0
  while (digit < low.length && low[digit] === high[digit]) digit += 1
  if (digit === low.length) return digit * BITS_PER_DIGIT
  const differing = digitAt(low, digit) ^ digitAt(high, digit)
  return digit * BITS_PER_DIGIT + Math.clz32(differing) - (32 - BITS_PER_DIGIT)
}

/** The same for two addresses whose first bits are the same. */
function hashStart(address: AddressDigits, bits: number): number {
  const whole = Math.floor(bits / BITS_PER_DIGIT)
  const left = bits % BITS_PER_DIGIT
  let hash = hashByte(0, bits)
  for (let digit = 0; digit < whole; digit += 1) hash = hashByte(hash, address.charCodeAt(digit))
  return left === 0 ? hash : hashByte(hash, digitAt(address, whole) >> (BITS_PER_DIGIT - left))
}

function digitAt(address: AddressDigits, index: number): number {
  return Number.parseInt(address.charAt(index), HEXADECIMAL)
}
