import { readUnits, writeUnits } from './unit-bytes.ts'

const FIRST_CAPACITY = 64 * 1024
const MOST_BYTES_PER_UNIT = 3

/**
 * A text as bytes, in memory that is used again for the next text: bytes are read several times
 * faster than the characters of a string. A zero byte stands behind the text.
 */
export class ByteText {
  bytes: Uint8Array
  length = 0
  /** Otherwise the bytes are those of `writeUnits`, since no UTF-8 can carry the text. */
  isWellFormed = true
  #buffer: Buffer
  #text = ''
  #isAscii = true

  constructor() {
    this.#buffer = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
    this.bytes = viewOf(this.#buffer)
  }

  load(text: string): void {
    this.#reserve(text.length * MOST_BYTES_PER_UNIT + 1)
    this.#text = text
    this.length = this.#buffer.write(text)
    this.#isAscii = this.length === text.length
    this.isWellFormed = this.#isAscii || text.isWellFormed()
    if (!this.isWellFormed) this.length = writeUnits(text, this.bytes)
    this.bytes[this.length] = 0
  }

  slice(start: number, end: number): string {
    if (this.#isAscii) return this.#text.slice(start, end)
    if (this.isWellFormed) return this.#buffer.toString('utf8', start, end)
    return readUnits(this.bytes, start, end)
  }

  /** Lets go of the text. */
  clear(): void {
    this.#text = ''
  }

  #reserve(capacity: number): void {
    if (this.bytes.length >= capacity) return
    this.#buffer = Buffer.allocUnsafeSlow(capacity)
    this.bytes = viewOf(this.#buffer)
  }
}

// Loops over a plain array of bytes are compiled once, whoever else uses buffers.
function viewOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}
