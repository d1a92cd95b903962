import type { Element } from '../scanned-event.ts'
import { toExactNumber } from '../value/exact-number.ts'
import { type AddressDigits, leadingDigits, parseAddress } from '../value/ip-address.ts'
import { toWellFormed } from '../value/utf8.ts'
import type { ByteText } from './byte-text.ts'

const BACKSLASH = 0x5c

/** What a value's first byte says about it. */
const STRING = 0x22
const TRUE = 0x74
const FALSE = 0x66
const NULL = 0x6e

function addressIn({ is, text }: ScannedValue): AddressDigits | undefined {
  if (is === 'number') return leadingDigits(text)
  return is === 'string' ? parseAddress(text) : undefined
}

/**
 * A value that is not an object or an array, at a path that somebody asks for. Its text and number
 * are made when they are asked for. Objects of this class are used for one event after the other.
 */
export class ScannedValue {
  is: 'string' | 'number' | 'literal' = 'string'
  /** The innermost array element that it is inside of. */
  element: Element | undefined
  /** Whether one of the names above has an empty step; see `Pattern.hasEmptyStep`. */
  hasEmptyStep = false
  /** The next value at the same path. */
  next: ScannedValue | undefined
  readonly #source: ByteText
  #start = 0
  #end = 0
  #text: string | undefined
  #value: number | undefined
  #isValueKnown = false
  #address: AddressDigits | undefined
  #isAddressKnown = false

  constructor(source: ByteText) {
    this.#source = source
  }

  /** Becomes the value that is written between two places of the source. */
  read(start: number, end: number): void {
    const first = this.#source.bytes[start]
    this.#start = start
    this.#end = end
    this.#text = undefined
    this.#isValueKnown = false
    this.#isAddressKnown = false
    if (first === STRING) this.is = 'string'
    else this.is = first === TRUE || first === FALSE || first === NULL ? 'literal' : 'number'
  }

  /** Becomes a string that is not in the source. */
  take(text: string): void {
    this.is = 'string'
    this.#text = toWellFormed(text)
    this.#isValueKnown = false
    this.#isAddressKnown = false
  }

  /** Holds nothing any more. */
  clear(): void {
    this.#text = undefined
    this.element = undefined
    this.next = undefined
  }

  /** A string without its escapes, a number or literal as it is written. */
  get text(): string {
    const known = this.#text
    if (known !== undefined) return known
    const text = this.is === 'string' ? toWellFormed(this.#readString()) : this.#written(0)
    this.#text = text
    return text
  }

  /** Of a number, its value; undefined where a double cannot carry it. */
  get value(): number | undefined {
    if (!this.#isValueKnown) {
      this.#value = this.is === 'number' ? toExactNumber(this.text) : undefined
      this.#isValueKnown = true
    }
    return this.#value
  }

  /** Of a string that is one, the address; of a number, what AWS takes for one. */
  get address(): AddressDigits | undefined {
    if (!this.#isAddressKnown) {
      this.#address = addressIn(this)
      this.#isAddressKnown = true
    }
    return this.#address
  }

  #written(without: number): string {
    return this.#source.slice(this.#start + without, this.#end - without)
  }

  #readString(): string {
    const { bytes } = this.#source
    for (let at = this.#start; at < this.#end; at += 1) {
      if (bytes[at] === BACKSLASH) return JSON.parse(this.#written(0))
    }
    return this.#written(1)
  }
}
