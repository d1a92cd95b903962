import type { Schema } from '../schema.ts'

type JsonSchema = { readonly [keyword: string]: unknown }

/** The JSON Schema of an input: types, constraints, and a `not` that nothing passes for what is refused. */
export function toJsonSchema(schema: Schema): JsonSchema {
  const rules = rulesOf(schema)
  return schema.support.is === 'refused' ? { ...rules, not: {} } : rules
}

function rulesOf(schema: Schema): JsonSchema {
  switch (schema.kind) {
    case 'string':
      return {
        type: 'string',
        ...given({ minLength: schema.min, maxLength: schema.max }),
        ...given({ pattern: schema.pattern, enum: schema.enum }),
      }
    case 'integer':
      return { type: 'integer', ...given({ minimum: schema.min, maximum: schema.max }) }
    case 'float':
    case 'timestamp':
      return { type: 'number', ...given({ minimum: schema.min, maximum: schema.max }) }
    case 'boolean':
      return { type: 'boolean' }
    case 'blob':
      return { blob: true }
    case 'list':
      return {
        type: 'array',
        items: toJsonSchema(schema.item),
        ...given({ minItems: schema.min, maxItems: schema.max }),
      }
    case 'map':
      return {
        type: 'object',
        propertyNames: toJsonSchema(schema.key),
        additionalProperties: toJsonSchema(schema.value),
        ...given({ maxProperties: schema.max }),
      }
    case 'structure':
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(schema.members).map(([name, member]) => [name, toJsonSchema(member)]),
        ),
        required: schema.required,
        additionalProperties: false,
      }
  }
}

function given(rules: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}
