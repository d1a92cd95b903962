import type { Schema, StructureSchema } from '../schema.ts'
import { lowerFirst } from './place.ts'

const REDACTED = '***Sensitive Data Redacted***'

/** Prints a value as AWS's messages do, which is how Java prints it: `[a, b]`, `{k=v}`, `Name(member=value)`. */
export function javaText(schema: Schema, value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (schema.sensitive) return REDACTED
  switch (schema.kind) {
    case 'list':
      return `[${asItems(value)
        .map((item) => javaText(schema.item, item))
        .join(', ')}]`
    case 'map':
      return `{${Object.entries(value)
        .map(([key, item]) => `${javaText(schema.key, key)}=${javaText(schema.value, item)}`)
        .join(', ')}}`
    case 'structure':
      return `${schema.name}(${structureMembers(schema, value).join(', ')})`
    case 'float':
      return javaDouble(Number(value))
    case 'timestamp':
      return javaDate(Number(value))
    case 'blob':
      return 'java.nio.HeapByteBuffer'
    default:
      return String(value)
  }
}

function structureMembers(schema: StructureSchema, value: NonNullable<unknown>): string[] {
  const given = Object.entries(schema.members).map(
    ([name, member]) => `${lowerFirst(name)}=${javaText(member, memberOf(value, name))}`,
  )
  return [...given, ...(schema.innerMembers ?? []).map((name) => `${name}=null`)]
}

/** Java prints a whole double with a fraction: `2.0`. */
export function javaDouble(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** `Thu Jan 01 00:00:00 UTC 1970` */
function javaDate(seconds: number): string {
  const date = new Date(seconds * 1_000)
  if (Number.isNaN(date.getTime())) return String(seconds)
  const [weekday = '', day, month, year, time] = date.toUTCString().split(' ')
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`
}

function asItems(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function memberOf(value: NonNullable<unknown>, name: string): unknown {
  return typeof value === 'object' && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
