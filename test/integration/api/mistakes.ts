import type { Operation } from '../../../src/operations/operation.ts'
import type { Schema, StructureSchema } from '../../../src/operations/schema.ts'
import { hasPayload, placeOfMember } from './send-operation.ts'

type Members = Readonly<Record<string, unknown>>
type Step = string | number
/** A way to do one thing wrong in an input that is right otherwise. */
export type Mistake = {
  readonly what: string
  readonly input: Members
  /** What the message must hold for its reader to find the mistake. */
  readonly named: RegExp
}
type Place = {
  readonly path: readonly Step[]
  readonly schema: Schema
  readonly isRequired: boolean
}

/** Every mistake that the operation's schema allows to make, one at a time. */
export function* mistakesIn(operation: Operation, valid: Members): Generator<Mistake> {
  yield* strangersIn(operation, operation.input, [], valid)
  for (const place of placesIn(operation.input)) {
    const first = String(place.path[0])
    const where = placeOfMember(operation, first)
    if (where === 'payload') continue
    for (const [what, value, named] of wrongValues(place)) {
      // What travels in the path, the query or a header is text, and is not absent when it is empty.
      if (where !== 'body' && (typeof value !== 'string' || value === '')) continue
      // One parameter of a list is a list of one.
      if (where === 'query' && place.schema.kind === 'list') continue
      if (where === 'header' && !/^[ -~]+$/.test(value as string)) continue
      yield {
        what: `${place.path.join('.')}: ${what}`,
        input: withValue(valid, place.path, value) as Members,
        named,
      }
    }
    if (where === 'body') yield* strangersIn(operation, place.schema, place.path, valid)
  }
}

/** All members, of members too, save for those inside of what is refused whole. */
function* placesIn(schema: Schema, path: readonly Step[] = []): Generator<Place> {
  if (schema.support.is === 'refused') return
  if (schema.kind === 'structure') {
    for (const [name, member] of Object.entries(schema.members)) {
      const inner = [...path, name]
      yield { path: inner, schema: member, isRequired: schema.required.includes(name) }
      yield* placesIn(member, inner)
    }
  }
  const [step, item] =
    schema.kind === 'list' ? [0, schema.item] : schema.kind === 'map' ? ['key', schema.value] : []
  if (step === undefined || item === undefined) return
  yield { path: [...path, step], schema: item, isRequired: schema.kind === 'list' }
  yield* placesIn(item, [...path, step])
}

type Wrong = readonly [what: string, value: unknown, named: RegExp]

const WRONG_TYPE =
  /can not be converted to a|found where not expected|Expected (list|map) or null|Expected null/

function* wrongValues(place: Place): Generator<Wrong> {
  const { schema, isRequired } = place
  const at = constrained(place)
  if (schema.support.is === 'refused') {
    yield ['refused', plausible(schema), new RegExp(String(place.path.at(-1)), 'i')]
    return
  }
  for (const value of [17, 1.5, true, 'text', ['text'], { member: 'text' }]) {
    if (!hasType(schema, value)) yield [`${JSON.stringify(value)}`, value, WRONG_TYPE]
  }
  if (schema.kind === 'blob') yield ['no base64', '!', /A blob is not valid base64\./]
  if (isRequired) yield ['null', null, at]
  yield* outOfBounds(schema, at)
}

function* outOfBounds(schema: Schema, at: RegExp): Generator<Wrong> {
  const min = 'min' in schema ? schema.min : undefined
  const max = 'max' in schema ? schema.max : undefined
  if (schema.kind === 'string') {
    if (max !== undefined) yield ['too long', 'a'.repeat(max + 1), at]
    if (min !== undefined && min > 0) yield ['empty', '', at]
    if (schema.enum) yield ['no such value', 'no-such-value', at]
    const odd =
      schema.pattern === undefined
        ? undefined
        : [' ', '!', '*', 'é:é', '\n'].find(not(schema.pattern))
    if (odd !== undefined) yield [`pattern: ${JSON.stringify(odd)}`, odd, at]
    return
  }
  if (schema.kind === 'list') {
    if (max !== undefined) yield ['too many', Array(max + 1).fill(plausible(schema.item)), at]
    if (min !== undefined && min > 0) yield ['none', [], at]
  }
  if (schema.kind === 'map') {
    const entries = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`k${n}`, plausible(schema.value)]),
      )
    if (max !== undefined) yield ['too many', entries(max + 1), at]
    if (schema.key.pattern !== undefined) yield ['a bad key', { ' ': plausible(schema.value) }, at]
  }
  const isNumber =
    schema.kind === 'integer' || schema.kind === 'float' || schema.kind === 'timestamp'
  if (!isNumber) return
  if (max !== undefined) yield ['too much', max + 1, at]
  if (min !== undefined) yield ['too little', min - 1, at]
  yield ['as text', 'text', WRONG_TYPE]
}

/** AWS reports what is wrong with the items of a list or map of plain values at the list or map. */
function constrained({ path, schema }: Place): RegExp {
  const isItem = typeof path.at(-1) === 'number' || path.at(-1) === 'key'
  const reported = isItem && schema.kind !== 'structure' ? path.slice(0, -1) : path
  const text = reported.reduce<string>((before, step) => {
    if (typeof step === 'number') return `${before}.${step + 1}.member`
    const name = step.slice(0, 1).toLowerCase() + step.slice(1)
    return before === '' ? name : `${before}.${name}`
  }, '')
  // A null item is its own place; its list is fine.
  const end = isItem && schema.kind !== 'structure' ? '(\\.1\\.member|\\.key\\.member)?' : ''
  return new RegExp(`at '${text}${end}' failed to satisfy constraint: `)
}

function* strangersIn(
  operation: Operation,
  schema: Schema,
  path: readonly Step[],
  valid: Members,
): Generator<Mistake> {
  if (schema.kind !== 'structure' || schema.support.is === 'refused') return
  if (hasPayload(operation)) return
  // Where a required member is missing, AWS says that alone.
  const isThere = schema.required.length === 0 || valueAt(valid, path) !== undefined
  for (const name of isThere ? ['NoSuchMember', '__proto__', 'constructor'] : []) {
    if (operation.service === 'sts' && name === '__proto__') continue
    yield {
      what: `${[...path, name].join('.')}: no such member`,
      input: withValue(valid, [...path, name], 'text') as Members,
      named: new RegExp(`Parameter ([A-Za-z.]+\\.)?${name} of ${operation.name} is not known`),
    }
  }
  for (const name of requiredOf(schema, path, operation)) {
    yield {
      what: `${[...path, name].join('.')}: missing`,
      input: withValue(valid, [...path, name], undefined) as Members,
      named: constrained({ path: [...path, name], schema, isRequired: true }),
    }
  }
}

/** A label of the path is never missing: without it the path is another. */
function requiredOf(
  schema: StructureSchema,
  path: readonly Step[],
  operation: Operation,
): string[] {
  return schema.required.filter(
    (name) => path.length > 0 || placeOfMember(operation, name) !== 'path',
  )
}

/** A copy with the value at the path; what is on the way there and missing is made. */
function withValue(target: unknown, path: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (typeof step === 'number') {
    const items = Array.isArray(target) ? target : []
    return [withValue(items[0], rest, value), ...items.slice(1)]
  }
  const old = Object.entries(target ?? {})
  const known = old.find(([name]) => name === step)?.[1]
  const others = old.filter(([name]) => name !== step)
  const changed = withValue(known, rest, value)
  // From entries, so that `__proto__` is a member like any other.
  return Object.fromEntries(changed === undefined ? others : [...others, [step, changed]])
}

function valueAt(input: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((value, step) => Object(value)[step], input)
}

function hasType({ kind }: Schema, value: unknown): boolean {
  switch (kind) {
    case 'string':
    case 'blob':
      return typeof value === 'string'
    case 'integer':
      return Number.isInteger(value)
    case 'float':
    case 'timestamp':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    default:
      return typeof value === 'object' && !Array.isArray(value)
  }
}

function plausible(schema: Schema): unknown {
  switch (schema.kind) {
    case 'string':
      return schema.enum?.[0] ?? 'text'
    case 'blob':
      return 'AAAA'
    case 'boolean':
      return true
    case 'list':
      return [plausible(schema.item)]
    case 'map':
      return { key: plausible(schema.value) }
    case 'structure':
      return Object.fromEntries(
        schema.required.map((name) => [name, plausibleMember(schema, name)]),
      )
    default:
      return schema.min ?? 1
  }
}

function plausibleMember({ members }: StructureSchema, name: string): unknown {
  const member = members[name]
  return member && plausible(member)
}

function not(pattern: string): (text: string) => boolean {
  const whole = new RegExp(`^(?:${pattern})$`)
  return (text) => !whole.test(text)
}
