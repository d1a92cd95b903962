import type { JsonReader } from '../json/json-reader.ts'
import type { StringPredicate } from '../pattern.ts'
import { toCaselessText } from '../value/letter-case.ts'
import { toWellFormed } from '../value/utf8.ts'
import { parseWildcard } from '../value/wildcard.ts'

/*
 * AWS compares strings with their quotes around them. So a prefix that ends with a quote also fits
 * the value that ends there ('ab"' fits ab), and likewise a suffix that starts with one.
 */

const QUOTE = '"'

export function toPrefix(start: string): readonly StringPredicate[] {
  const text = toWellFormed(start)
  const prefix: StringPredicate = { is: 'prefix', text }
  return text.endsWith(QUOTE) ? [prefix, { is: 'string', text: text.slice(0, -1) }] : [prefix]
}

export function toSuffix(end: string): readonly StringPredicate[] {
  const text = toWellFormed(end)
  const suffix: StringPredicate = { is: 'suffix', text }
  return text.startsWith(QUOTE) ? [suffix, { is: 'string', text: text.slice(1) }] : [suffix]
}

export function toCaselessPrefix(text: string): readonly StringPredicate[] {
  const prefix: StringPredicate = { is: 'prefix-ignore-case', text: toCaselessText(text) }
  return text.endsWith(QUOTE) ? [prefix, ...toCaseless(text.slice(0, -1))] : [prefix]
}

export function toCaselessSuffix(text: string): readonly StringPredicate[] {
  const suffix: StringPredicate = { is: 'suffix-ignore-case', text: toCaselessText(text) }
  return text.startsWith(QUOTE) ? [suffix, ...toCaseless(text.slice(1))] : [suffix]
}

export function toCaseless(text: string): readonly StringPredicate[] {
  return [{ is: 'equals-ignore-case', text: toCaselessText(text) }]
}

/** @param reader - names the place of a faulty pattern. */
export function toWildcard(text: string, reader: JsonReader): readonly StringPredicate[] {
  const parts = parseWildcard(toWellFormed(text))
  if ('fault' in parts) throw reader.refusal(parts.fault)
  return [{ is: 'wildcard', parts }]
}
