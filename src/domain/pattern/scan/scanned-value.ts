import type { Element } from '../scanned-event.ts'
import { hashByte, hashNumber, hashSpan } from '../value/byte-hash.ts'
import { toExactNumber } from '../value/exact-number.ts'
import { type AddressDigits, leadingDigits, parseAddress } from '../value/ip-address.ts'
import { toWellFormed } from '../value/utf8.ts'
import { ByteScratch } from './byte-span.ts'
import type { ByteText } from './byte-text.ts'
import { readShortNumber } from './short-number.ts'
import { skipScalar, skipString } from './skip-scalar.ts'

const SPACE = 0x20
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
  /** Values of one event are numbered in their order. */
  readonly number: number
  is: 'string' | 'number' | 'literal' = 'string'
  /** The innermost array element that it is inside of. */
  element: Element | undefined
  /** Whether one of the names above has an empty step; see `Pattern.hasEmptyStep`. */
  hasEmptyStep = false
  /** The next value at the same path. */
  next: ScannedValue | undefined
  /** Of a string its UTF-8, and of others how they are written; there once `readBytes` was called. */
  bytes: Uint8Array
  from = 0
  to = 0
  /** The hash of those bytes. */
  hash = 0
  readonly #source: ByteText
  #scratch: ByteScratch | undefined
  #areBytesRead = false
  #start = 0
  #end = 0
  /** Of a string, whether it is not written as it is. */
  #hasEscapes = false
  #text: string | undefined
  #value: number | undefined
  #isValueKnown = false
  #address: AddressDigits | undefined
  #isAddressKnown = false

  constructor(source: ByteText, number: number) {
    this.#source = source
    this.number = number
    this.bytes = source.bytes
  }

  /**
   * Becomes the value that is written at a place of the source, whose first byte is given.
   *
   * @returns the place behind it, or -1 if it is none.
   */
  read(start: number, first: number): number {
    this.#start = start
    this.#text = undefined
    this.#isValueKnown = false
    this.#isAddressKnown = false
    if (first === STRING) return this.#scanString(start + 1)
    this.is = first === TRUE || first === FALSE || first === NULL ? 'literal' : 'number'
    this.#areBytesRead = false
    this.#end = skipScalar(this.#source.bytes, start, first)
    return this.#end
  }

  /** Becomes a string that is not in the source. */
  take(text: string): void {
    this.is = 'string'
    this.#text = toWellFormed(text)
    this.#areBytesRead = false
    this.#isValueKnown = false
    this.#isAddressKnown = false
  }

  /** Holds nothing any more. */
  clear(): void {
    this.#text = undefined
    this.element = undefined
    this.next = undefined
  }

  /** Makes its bytes and their hash known, mostly without making a string. */
  readBytes(): void {
    if (this.#areBytesRead) return
    this.#areBytesRead = true
    if (this.is === 'string') {
      const scratch = this.#scratch ?? new ByteScratch()
      this.#scratch = scratch
      scratch.write(this.text)
      this.bytes = scratch.bytes
      this.from = scratch.from
      this.to = scratch.to
    } else {
      this.bytes = this.#source.bytes
      this.from = this.#start
      this.to = this.#end
    }
    this.hash = hashSpan(this.bytes, this.from, this.to)
  }

  /** The same for values that are equal: of strings and literals the hash of their bytes. */
  get key(): number {
    if (this.is === 'number' && this.value !== undefined) return hashNumber(this.value)
    this.readBytes()
    return this.hash
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
      this.#value = this.is === 'number' ? this.#readNumber() : undefined
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

  /** Most strings are written as they are: then their bytes and hash are known once their end is found. */
  #scanString(from: number): number {
    const { bytes, isWellFormed } = this.#source
    this.is = 'string'
    let hash = 0
    let at = from
    let byte = bytes[at] as number
    while (byte !== STRING && byte !== BACKSLASH && byte >= SPACE) {
      hash = hashByte(hash, byte)
      at += 1
      byte = bytes[at] as number
    }
    this.bytes = bytes
    this.from = from
    this.to = at
    this.hash = hash
    this.#areBytesRead = byte === STRING && isWellFormed
    this.#hasEscapes = byte !== STRING
    this.#end = byte === STRING ? at + 1 : skipString(bytes, at)
    return this.#end
  }

  #written(without: number): string {
    return this.#source.slice(this.#start + without, this.#end - without)
  }

  #readNumber(): number | undefined {
    const short = readShortNumber(this.#source.bytes, this.#start, this.#end)
    return Number.isNaN(short) ? toExactNumber(this.text) : short
  }

  #readString(): string {
    return this.#hasEscapes ? JSON.parse(this.#written(0)) : this.#written(1)
  }
}
