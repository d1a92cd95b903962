import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/operations/operation.ts'
import type { Schema } from '../../src/operations/schema.ts'

type ModelMember = {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
}
type ModelOperation = {
  readonly input: string
  readonly required: readonly string[]
  readonly members: Readonly<Record<string, ModelMember>>
}

/**
 * Holds the schemas of a service's operations against its service model: no member is missing, none is
 * made up, and the constraints are the model's.
 *
 * @param different - paths of members whose constraints differ on purpose.
 */
export function describeSchemas(
  operations: readonly Operation[],
  model: Readonly<Record<string, ModelOperation>>,
  different: readonly string[] = [],
): void {
  it('has every operation of the list once, and no other', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(model).sort())
  })

  describe.each(operations.map(({ name, input }) => [name, input] as const))(
    '%s',
    (name, input) => {
      const { input: shape, required, members } = model[name] as ModelOperation
      const known = new Map(membersOf(input, ''))
      const refused = [...known]
        .filter(([, { support }]) => support.is === 'refused')
        .map(([path]) => path)

      it('is described under the name of its input shape', () => {
        expect([input.name, [...input.required].sort()]).toEqual([shape, [...required].sort()])
      })

      it('knows every member of the service model, or refuses what holds it', () => {
        const missing = Object.keys(members).filter(
          (path) => !known.has(path) && !refused.some((outer) => path.startsWith(`${outer}.`)),
        )
        expect(missing).toEqual([])
        expect([...known.keys()].filter((path) => !Object.hasOwn(members, path))).toEqual([])
      })

      it('has the constraints of the service model', () => {
        for (const [path, schema] of known) {
          // What is refused whole is not described to the last pattern.
          const isInsideRefused = refused.some((outer) => path.startsWith(`${outer}.`))
          if (different.includes(path) || isInsideRefused) continue
          const { type, ...constraints } = members[path] as ModelMember
          expect([path, { type: schema.kind, ...constraintsOf(schema) }]).toEqual([
            path,
            { type, ...constraintsOf(constraints) },
          ])
        }
      })

      it('gives a reason for each member that it only keeps', () => {
        for (const { support } of known.values()) {
          if (support.is === 'kept') expect(support.why).toMatch(/\w.*\.$/)
        }
      })
    },
  )
}

/** Every member of the schema by its path: `Targets[].Id`, `Variables{key}`. */
function* membersOf(schema: Schema, path: string): Generator<[string, Schema]> {
  if (path !== '') yield [path, schema]
  if (schema.kind === 'list') yield* membersOf(schema.item, `${path}[]`)
  if (schema.kind === 'map') {
    yield* membersOf(schema.key, `${path}{key}`)
    yield* membersOf(schema.value, `${path}{value}`)
  }
  if (schema.kind === 'structure') {
    for (const [name, member] of Object.entries(schema.members)) {
      yield* membersOf(member, path === '' ? name : `${path}.${name}`)
    }
  }
}

/** A structure without required members says so with an empty list in schemas, with nothing in models. */
function constraintsOf(described: object) {
  const { min, max, pattern, enum: values, required } = described as Partial<ModelMember>
  return { min, max, pattern, enum: values, required: required?.toSorted() ?? [] }
}
