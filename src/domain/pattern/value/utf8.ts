/** The UTF-8 of a text: what AWS's matcher counts in. */
export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
