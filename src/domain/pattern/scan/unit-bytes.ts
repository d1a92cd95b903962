/*
 * Texts with halves of surrogate pairs have no UTF-8. These functions write every UTF-16 unit by
 * itself in the way of UTF-8, which keeps halves apart, and whole pairs as two times three bytes.
 */

/** @returns the number of bytes written. */
export function writeUnits(text: string, bytes: Uint8Array): number {
  let at = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    const length = unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
    bytes[at] = length === 1 ? unit : length === 2 ? 0xc0 | (unit >> 6) : 0xe0 | (unit >> 12)
    if (length === 3) bytes[at + 1] = 0x80 | ((unit >> 6) & 0x3f)
    if (length > 1) bytes[at + length - 1] = 0x80 | (unit & 0x3f)
    at += length
  }
  return at
}

/** Reads what `writeUnits` wrote. */
export function readUnits(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let at = start
  while (at < end) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 3
    let unit = length === 1 ? lead : length === 2 ? lead & 0x1f : lead & 0xf
    for (let index = 1; index < length; index += 1) {
      unit = (unit << 6) | ((bytes[at + index] ?? 0) & 0x3f)
    }
    text += String.fromCharCode(unit)
    at += length
  }
  return text
}
