import { toUtf8 } from './utf8.ts'

/** The texts between the stars of a wildcard pattern, without their escapes. */
export type WildcardParts = readonly string[]

export type WildcardFault = { readonly fault: string }

const STAR = 0x2a
const BACKSLASH = 0x5c

/** Splits a wildcard pattern at its stars; a backslash takes its meaning from a star or itself. */
export function parseWildcard(text: string): WildcardParts | WildcardFault {
  const fault = findFault(text)
  if (fault !== undefined) return { fault }

  const parts = ['']
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '*') {
      parts.push('')
    } else {
      if (text[at] === '\\') at += 1
      parts.push(`${parts.pop() ?? ''}${text[at]}`)
    }
  }
  return parts
}

/** AWS names faults by their byte in the UTF-8 of the quoted text. */
function findFault(text: string): string | undefined {
  const bytes = toUtf8(`"${text}"`)
  for (let at = 0; at < bytes.length; at += 1) {
    const next = bytes[at + 1]
    if (bytes[at] === STAR && next === STAR) return `Consecutive wildcard characters at pos ${at}`
    if (bytes[at] !== BACKSLASH) continue
    if (next !== STAR && next !== BACKSLASH) return `Invalid escape character at pos ${at}`
    at += 1
  }
  return undefined
}

/** Whether the whole value reads as the parts with anything in between; never looks back. */
export function matchesWildcard(value: string, parts: WildcardParts): boolean {
  const first = parts[0] ?? ''
  if (parts.length === 1) return value === first
  if (!value.startsWith(first)) return false

  const last = parts.at(-1) ?? ''
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return value.length - last.length >= at && value.endsWith(last)
}
