/** Some bytes of an array: the UTF-8 of a text. */
export type ByteSpan = {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
}

const encoder = new TextEncoder()
const FIRST_CAPACITY = 48
const MOST_BYTES_PER_UNIT = 3
const FIRST_BEYOND_ASCII = 0x80

/** Memory of its own for the UTF-8 of one text after the other. */
export class ByteScratch implements ByteSpan {
  bytes = new Uint8Array(FIRST_CAPACITY)
  readonly from = 0
  to = 0

  write(text: string): void {
    this.reserve(text.length * MOST_BYTES_PER_UNIT)
    const { bytes } = this
    this.to = text.length
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index)
      if (unit >= FIRST_BEYOND_ASCII) {
        this.to = encoder.encodeInto(text, bytes).written
        return
      }
      bytes[index] = unit
    }
  }

  reserve(capacity: number): void {
    if (this.bytes.length < capacity) this.bytes = new Uint8Array(capacity * 2)
  }
}
