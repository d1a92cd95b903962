/**
 * The text as AWS's matcher sees it, which compares UTF-8: half of a surrogate pair, which UTF-8 does
 * not have, is a question mark.
 */
export function toWellFormed(text: string): string {
  if (text.isWellFormed()) return text
  return text.replace(/\p{Surrogate}/gu, '?')
}

/** The UTF-8 of a text: what AWS's matcher counts in. */
export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
