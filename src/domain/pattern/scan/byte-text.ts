import { LONGEST_KNOWN } from './member-order.ts'
import { readUnits, writeUnits } from './unit-bytes.ts'

const FIRST_CAPACITY = 64 * 1024
const MOST_BYTES_PER_UNIT = 3
/** The zero byte, and room behind it so that names can be compared without asking for the end. */
const BEHIND = 1 + LONGEST_KNOWN

/**
 * A text as bytes, in memory that is used again for the next text: bytes are read several times
 * faster than the characters of a string. A zero byte stands behind the text.
 */
export class ByteText {
  bytes: Uint8Array
  /** The same memory. */
  view: DataView
  length = 0
  /** Otherwise the bytes are those of `writeUnits`, since no UTF-8 can carry the text. */
  isWellFormed = true
  #buffer: Buffer
  #text = ''
  #isAscii = true

  constructor() {
    this.#buffer = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
    this.bytes = bytesOf(this.#buffer)
    this.view = viewOf(this.#buffer)
  }

  load(text: string): void {
    this.#reserve(text.length * MOST_BYTES_PER_UNIT + BEHIND)
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
    this.bytes = bytesOf(this.#buffer)
    this.view = viewOf(this.#buffer)
  }
}

// Loops over a plain array of bytes are compiled once, whoever else uses buffers.
function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
}
