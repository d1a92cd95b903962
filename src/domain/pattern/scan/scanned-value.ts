import type { Element } from '../scanned-event.ts'
import { hashByte, hashNumber, hashSpan } from '../value/byte-hash.ts'
import { toExactNumber } from '../value/exact-number.ts'
import { type AddressDigits, leadingDigits, parseAddress } from '../value/ip-address.ts'
import { toWellFormed } from '../value/utf8.ts'
import { ByteScratch } from './byte-span.ts'
import type { ByteText } from './byte-text.ts'
import { readShortNumber } from './short-number.ts'

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

  /** Becomes the value that is written between two places of the source. */
  read(start: number, end: number): void {
    const first = this.#source.bytes[start]
    this.#start = start
    this.#end = end
    this.#text = undefined
    this.#areBytesRead = false
    this.#isValueKnown = false
    this.#isAddressKnown = false
    if (first === STRING) this.is = 'string'
    else this.is = first === TRUE || first === FALSE || first === NULL ? 'literal' : 'number'
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
    if (this.#text === undefined && this.#findBytes()) return
    const scratch = this.#scratch ?? new ByteScratch()
    this.#scratch = scratch
    scratch.write(this.text)
    this.bytes = scratch.bytes
    this.from = scratch.from
    this.to = scratch.to
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

  /** @returns false if they are not what is written in the source. */
  #findBytes(): boolean {
    const { bytes, isWellFormed } = this.#source
    if (!isWellFormed) return false
    const quote = this.is === 'string' ? 1 : 0
    const from = this.#start + quote
    const to = this.#end - quote
    let hash = 0
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] as number
      if (byte === BACKSLASH) return false
      hash = hashByte(hash, byte)
    }
    this.bytes = bytes
    this.from = from
    this.to = to
    this.hash = hash
    return true
  }

  #written(without: number): string {
    return this.#source.slice(this.#start + without, this.#end - without)
  }

  #readNumber(): number | undefined {
    const short = readShortNumber(this.#source.bytes, this.#start, this.#end)
    return Number.isNaN(short) ? toExactNumber(this.text) : short
  }

  #readString(): string {
    const { bytes } = this.#source
    for (let at = this.#start; at < this.#end; at += 1) {
      if (bytes[at] === BACKSLASH) return JSON.parse(this.#written(0))
    }
    return this.#written(1)
  }
}
