import type { Schema } from '../schema.ts'

const JAVA_NAMES = {
  string: 'a String',
  integer: 'an Integer',
  float: 'a Double',
  timestamp: 'a Date',
  boolean: 'a Boolean',
  blob: 'a ByteBuffer',
} as const

/**
 * AWS's text for a JSON value that has the wrong type, as its JSON front ends were seen to word it. It
 * does not say which member it means.
 */
export function conversionMessage(schema: Schema, value: unknown): string {
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (typeof value === 'object' && value !== null) {
    return 'Start of structure or map found where not expected.'
  }
  if (schema.kind === 'list') return 'Expected list or null'
  if (schema.kind === 'map') return 'Expected map or null'
  if (schema.kind === 'structure') return 'Expected null'
  return `${tokenOf(value)} can not be converted to ${JAVA_NAMES[schema.kind]}`
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE'
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}
