import type { ListSchema, MapSchema, Schema, StructureSchema } from '../schema.ts'

/** Where in an input something is. */
export type Place = {
  /** As AWS's messages spell it: `targets.1.member.id`. */
  readonly path: string
  /** As the API spells it, without positions: `Targets.Id`. */
  readonly field: string
  readonly schema: Schema
  readonly value: unknown
  /** Position in the order of the schema, part by part. */
  readonly order: readonly number[]
  /** Whether this or something around it is sensitive. */
  readonly sensitive: boolean
  /** The list or map whose item this is. */
  readonly holder?: Place & { readonly schema: ListSchema | MapSchema }
}

/** @param pointer - a JSON pointer, as ajv reports it. */
export function placeOf(root: StructureSchema, input: unknown, pointer: string): Place {
  let place: Place = {
    path: '',
    field: '',
    schema: root,
    value: input,
    order: [],
    sensitive: root.sensitive === true,
  }
  for (const part of pointer.split('/').slice(1)) {
    place = placeInside(place, part.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  return place
}

/** @param name - of a member, or the index or key of an item. */
export function placeInside(place: Place, name: string): Place {
  const { schema, value } = place
  if (schema.kind === 'list')
    return itemOf(place, schema, Number(name), `${Number(name) + 1}`, name)
  if (schema.kind === 'map') {
    const position = Object.keys(Object(value)).indexOf(name)
    return itemOf(place, schema, position, name, name)
  }
  const known = schema.kind === 'structure' && Object.hasOwn(schema.members, name)
  const inner = known ? (schema.members[name] ?? schema) : schema
  return {
    path: joined(place.path, lowerFirst(name)),
    field: joined(place.field, name),
    schema: inner,
    value: memberOf(value, name),
    order: [...place.order, known ? Object.keys(schema.members).indexOf(name) : Infinity],
    sensitive: place.sensitive || inner.sensitive === true,
  }
}

export function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

function itemOf(
  place: Place,
  schema: ListSchema | MapSchema,
  position: number,
  label: string,
  key: string,
): Place {
  const inner = schema.kind === 'list' ? schema.item : schema.value
  return {
    path: `${place.path}.${label}.member`,
    field: place.field,
    schema: inner,
    value: memberOf(place.value, key),
    order: [...place.order, position],
    sensitive: place.sensitive || inner.sensitive === true,
    holder: { ...place, schema },
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
