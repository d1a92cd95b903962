import type { Schema } from '../schema.ts'

/** A copy in which members that are null are absent, as AWS takes them. Items of lists stay. */
export function withoutNulls(schema: Schema, value: unknown): unknown {
  return copy(schema, value, (_holder, entries) => entries.filter(([, member]) => member !== null))
}

/** How many items, map entries and unknown members an error report looks at. */
const REPORTED = 100

/**
 * A copy that is small enough to collect every violation in it: a body of 6 MiB can hold a million of them.
 * One item more than a list may have stays, so that its length is reported.
 */
export function reportable(schema: Schema, value: unknown): unknown {
  return copy(
    schema,
    value,
    (holder, entries) => {
      if (holder.kind !== 'structure') return entries.slice(0, limitOf(holder))
      const isKnown = (name: string) => Object.hasOwn(holder.members, name)
      const unknown = entries.filter(([name]) => !isKnown(name)).slice(0, REPORTED)
      return [...entries.filter(([name]) => isKnown(name)), ...unknown]
    },
    (holder, items) => items.slice(0, limitOf(holder)),
  )
}

export class NotBase64 extends Error {}

/** A copy in which blobs are bytes. @throws NotBase64 */
export function withBytes(schema: Schema, value: unknown): unknown {
  if (schema.kind === 'blob') return typeof value === 'string' ? decodeBase64(value) : value
  if (schema.kind === 'list' && Array.isArray(value)) {
    return value.map((item) => withBytes(schema.item, item))
  }
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([name, member]) => {
    const inner = memberOf(schema, name)
    return [name, inner === undefined ? member : withBytes(inner, member)]
  })
  return Object.fromEntries(entries)
}

export function holdsBlob(schema: Schema): boolean {
  if (schema.kind === 'blob') return true
  if (schema.kind === 'list') return holdsBlob(schema.item)
  if (schema.kind === 'map') return holdsBlob(schema.value)
  return schema.kind === 'structure' && Object.values(schema.members).some(holdsBlob)
}

type Entries = readonly (readonly [string, unknown])[]

/** Values whose type does not fit the schema are kept as they are: they are reported, not handled. */
function copy(
  schema: Schema,
  value: unknown,
  change: (holder: Schema, entries: Entries) => Entries,
  cut: (holder: Schema, items: readonly unknown[]) => readonly unknown[] = (_, items) => items,
): unknown {
  if (schema.kind === 'list' && Array.isArray(value)) {
    return cut(schema, value).map((item) => copy(schema.item, item, change, cut))
  }
  if (!isRecord(value) || (schema.kind !== 'structure' && schema.kind !== 'map')) return value
  const entries = change(schema, Object.entries(value)).map(([name, member]) => {
    const inner = memberOf(schema, name)
    return [name, inner === undefined ? member : copy(inner, member, change, cut)]
  })
  // Defines members, so that one called `__proto__` is a member like any other.
  return Object.fromEntries(entries)
}

function memberOf(schema: Schema, name: string): Schema | undefined {
  if (schema.kind === 'map') return schema.value
  if (schema.kind !== 'structure' || !Object.hasOwn(schema.members, name)) return undefined
  return schema.members[name]
}

function limitOf(schema: Schema): number {
  const max = schema.kind === 'list' || schema.kind === 'map' ? schema.max : undefined
  return Math.max(max ?? 0, REPORTED) + 1
}

function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  // Buffer skips what is not base64; then the length does not come out.
  if (text.length % 4 !== 0 || bytes.length !== (text.length / 4) * 3 - padding) {
    throw new NotBase64()
  }
  return bytes
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  )
}
