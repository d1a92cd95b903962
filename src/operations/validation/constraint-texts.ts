import type { Schema } from '../schema.ts'
import { javaDouble } from './java-text.ts'

const NOT_NULL = 'Member must not be null'

/** The keywords of JSON Schema in the order in which AWS reports the violations of one member. */
export const KEYWORD_ORDER = [
  'required',
  'pattern',
  'enum',
  'maxLength',
  'minLength',
  'maximum',
  'minimum',
  'maxItems',
  'minItems',
  'maxProperties',
] as const
export type ConstraintKeyword = (typeof KEYWORD_ORDER)[number]

/** What a member must satisfy, as AWS says it; `undefined` when its schema does not say. */
export function constraintText(schema: Schema, keyword: ConstraintKeyword): string | undefined {
  switch (keyword) {
    case 'required':
      return NOT_NULL
    case 'pattern':
      return schema.kind === 'string' && schema.pattern !== undefined
        ? `Member must satisfy regular expression pattern: ${schema.pattern}`
        : undefined
    case 'enum':
      return schema.kind === 'string' && schema.enum !== undefined
        ? `Member must satisfy enum value set: [${schema.enum.join(', ')}]`
        : undefined
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return lengthText('less', 'max' in schema && isSized(schema) ? schema.max : undefined)
    case 'minLength':
    case 'minItems':
      return lengthText('greater', 'min' in schema && isSized(schema) ? schema.min : undefined)
    case 'maximum':
      return valueText('less', schema, 'max')
    case 'minimum':
      return valueText('greater', schema, 'min')
  }
}

/**
 * Everything that each item of a list or map must satisfy: AWS lists all of it, whichever was violated.
 * @param notNull - whether the service adds that items must be there; Lambda does.
 */
export function allConstraints(schema: Schema, notNull: boolean): string {
  const order = ['maxLength', 'maximum', 'minLength', 'minimum', 'pattern', 'enum'] as const
  const texts = order.map((keyword) => constraintText(schema, keyword))
  return `[${[...texts, notNull ? NOT_NULL : undefined].filter((text) => text !== undefined).join(', ')}]`
}

function isSized(schema: Schema): boolean {
  return schema.kind === 'string' || schema.kind === 'list' || schema.kind === 'map'
}

function lengthText(side: 'less' | 'greater', limit: number | undefined): string | undefined {
  return limit === undefined
    ? undefined
    : `Member must have length ${side} than or equal to ${limit}`
}

function valueText(side: 'less' | 'greater', schema: Schema, end: 'min' | 'max') {
  if (schema.kind !== 'integer' && schema.kind !== 'float' && schema.kind !== 'timestamp') return
  const limit = schema[end]
  if (limit === undefined) return undefined
  const printed = schema.kind === 'integer' ? String(limit) : javaDouble(limit)
  return `Member must have value ${side} than or equal to ${printed}`
}
