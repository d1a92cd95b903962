import type { EntryFields } from './parse-entry.ts'

/** A request whose entries reach this many bytes together is refused (1 MiB since January 2026). */
export const MAX_ENTRIES_BYTES = 1_048_576

const TIME_BYTES = 14

/**
 * The size that AWS counts for an entry, in bytes of UTF-8.
 * Source: EventBridge User Guide, "Calculating PutEvents event entry size".
 */
export function entrySize(entry: EntryFields): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])]
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0)
  return entry.Time === undefined ? bytes : bytes + TIME_BYTES
}
