import type { EntryFields } from './parse-entry.ts'

/** A request whose entries reach this many bytes together is refused (1 MiB since January 2026). */
export const MAX_ENTRIES_BYTES = 1_048_576

const TIME_BYTES = 14

const MOST_BYTES_PER_UNIT = 3

/** Of all entries of a request; not exact where it is far below the limit, since counting bytes takes time. */
export function entriesSize(entries: readonly EntryFields[]): number {
  const units = entries.reduce((sum, entry) => sum + sizeOf(entry, unitsOf), 0)
  if (units * MOST_BYTES_PER_UNIT < MAX_ENTRIES_BYTES) return units
  return entries.reduce((sum, entry) => sum + entrySize(entry), 0)
}

/**
 * The size that AWS counts for an entry, in bytes of UTF-8.
 * Source: EventBridge User Guide, "Calculating PutEvents event entry size".
 */
export function entrySize(entry: EntryFields): number {
  return sizeOf(entry, Buffer.byteLength)
}

function sizeOf(entry: EntryFields, sizeOfText: (text: string) => number): number {
  const { Source = '', DetailType = '', Detail = '', Resources = [], Time } = entry
  let size = sizeOfText(Source) + sizeOfText(DetailType) + sizeOfText(Detail)
  for (const resource of Resources) size += sizeOfText(resource)
  return Time === undefined ? size : size + TIME_BYTES
}

function unitsOf(text: string): number {
  return text.length
}
