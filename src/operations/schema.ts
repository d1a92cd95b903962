/**
 * How an operation describes its input: the constraints of AWS's service model, and for each member
 * what busbar does with it. Compiled by ajv in validate-input.ts, listed in docs/compatibility.md.
 */

/**
 * `acted`: busbar behaves by it. `kept`: stored for read-back only, because AWS itself does nothing
 * with it that could be observed here; `why` says so. `refused`: an error names it.
 */
export type Support =
  | { readonly is: 'acted' }
  | { readonly is: 'kept'; readonly why: string }
  | { readonly is: 'refused' }

type Common = { readonly support: Support; readonly sensitive?: boolean }

export type StringSchema = Common & {
  readonly kind: 'string'
  readonly min?: number
  readonly max?: number
  /** As the service model prints it; the whole value must match. */
  readonly pattern?: string
  /** In the order in which AWS lists the values in its message. */
  readonly enum?: readonly string[]
  /** What AWS's message names for items of a list, and nothing besides, where those are not all that it takes. */
  readonly named?: string
}
export type NumberSchema = Common & {
  readonly kind: 'integer' | 'timestamp' | 'float'
  readonly min?: number
  readonly max?: number
}
export type BooleanSchema = Common & { readonly kind: 'boolean' }
/** Base64 text on the wire; handlers get the bytes. */
export type BlobSchema = Common & { readonly kind: 'blob' }
export type ListSchema = Common & {
  readonly kind: 'list'
  readonly item: Schema
  readonly min?: number
  readonly max?: number
}
export type MapSchema = Common & {
  readonly kind: 'map'
  readonly key: StringSchema
  readonly value: Schema
  readonly max?: number
}
export type StructureSchema = Common & {
  readonly kind: 'structure'
  /** AWS's name of the shape, as its messages print it. */
  readonly name: string
  readonly members: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  /** Members that AWS's messages print besides, always without a value: callers cannot give them. */
  readonly innerMembers?: readonly string[]
}
export type Schema =
  | StringSchema
  | NumberSchema
  | BooleanSchema
  | BlobSchema
  | ListSchema
  | MapSchema
  | StructureSchema

const acted: Support = { is: 'acted' }

type Range = { readonly min?: number; readonly max?: number }

export function string(
  constraints: Range & Pick<StringSchema, 'pattern' | 'enum' | 'named'> = {},
): StringSchema {
  return { kind: 'string', support: acted, ...constraints }
}

export function integer(range: Range = {}): NumberSchema {
  return { kind: 'integer', support: acted, ...range }
}

/** Seconds since 1970, with a fraction. */
export function timestamp(): NumberSchema {
  return { kind: 'timestamp', support: acted }
}

export function float(range: Range = {}): NumberSchema {
  return { kind: 'float', support: acted, ...range }
}

export function boolean(): BooleanSchema {
  return { kind: 'boolean', support: acted }
}

export function blob(): BlobSchema {
  return { kind: 'blob', support: acted }
}

export function list(item: Schema, size: Range = {}): ListSchema {
  return { kind: 'list', support: acted, item, ...size }
}

export function map(
  key: StringSchema,
  value: Schema,
  size: { readonly max?: number } = {},
): MapSchema {
  return { kind: 'map', support: acted, key, value, ...size }
}

/** @param required - names of the members that must be there. */
export function structure(
  name: string,
  members: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): StructureSchema {
  return { kind: 'structure', support: acted, name, members, required }
}

/** @param why - what AWS would do with it, and why nothing of that shows here. */
export function kept<S extends Schema>(schema: S, why: string): S {
  return { ...schema, support: { is: 'kept', why } }
}

/** A member that AWS knows and busbar does not act on yet: giving it is an error that names it. */
export function refused<S extends Schema>(schema: S): S {
  return { ...schema, support: { is: 'refused' } }
}

export function sensitive<S extends Schema>(schema: S): S {
  return { ...schema, sensitive: true }
}
