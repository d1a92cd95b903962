import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../../src/domain/faults.ts'
import { allOperations as listedOperations } from '../../../src/operations/all-operations.ts'
import { loadAll } from '../../../src/operations/listed-operation.ts'
import type { Operation } from '../../../src/operations/operation.ts'
import type { Schema } from '../../../src/operations/schema.ts'
import { validateInput } from '../../../src/operations/validate-input.ts'
import { wholeMatch } from '../../../src/operations/validation/whole-match.ts'
import { LAMBDA_ROUTES } from '../../../src/protocol/lambda-routes.ts'

const allOperations = await loadAll(listedOperations)

const named = (operations: readonly Operation[]) =>
  operations.map((operation) => [`${operation.service} ${operation.name}`, operation] as const)

/** Values that have the right shape by chance, so that validation gets past the first look. */
function roughly(schema: Schema): fc.Arbitrary<unknown> {
  const anything = fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 2 }))
  return fc.oneof({ weight: 8, arbitrary: shaped(schema) }, { weight: 1, arbitrary: anything })
}

function shaped(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case 'string':
    case 'blob':
      return fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constant('a'))
    case 'boolean':
      return fc.boolean()
    case 'list':
      return fc.array(roughly(schema.item), { maxLength: 3 })
    case 'map':
      return fc.dictionary(fc.string({ maxLength: 5 }), roughly(schema.value), { maxKeys: 3 })
    case 'structure':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.members).map(([name, member]) => [name, roughly(member)]),
        ),
        { requiredKeys: [] },
      )
    default:
      return fc.oneof(fc.integer({ min: -1, max: 200 }), fc.double())
  }
}

describe.each(named(allOperations))('the input of %s', (_name, operation) => {
  it('is accepted or refused with a fault, whatever it is', () => {
    const property = fc.property(roughly(operation.input), (input) => {
      try {
        validateInput(operation, input)
      } catch (error) {
        expect(error).toBeInstanceOf(Fault)
        expect((error as Fault).message).not.toBe('')
      }
    })
    fc.assert(property, { numRuns: 60 })
  })
})

describe.each(named(allOperations.filter(({ service }) => service === 'lambda')))(
  'the route of %s',
  (_name, operation) => {
    const route = LAMBDA_ROUTES.find((candidate) => candidate.operation === operation.name)
    const labels = route?.segments.filter((part) => part.startsWith('{')) ?? []

    it('exists, and its labels are required members', () => {
      expect(route).toBeDefined()
      expect(operation.input.required).toEqual(
        expect.arrayContaining(labels.map((label) => label.slice(1, -1))),
      )
    })

    it('binds members that the operation has', () => {
      const bound = [...(route?.query ?? []), ...Object.values(route?.headers ?? {})]
      const members = bound.map((name) => (name === 'tagKeys' ? 'TagKeys' : name))
      expect(Object.keys(operation.input.members)).toEqual(expect.arrayContaining(members))
    })

    it('binds every member where the request has no body', () => {
      if (route?.method !== 'GET' && route?.method !== 'DELETE') return
      const query = (route.query ?? []).map((name) => (name === 'tagKeys' ? 'TagKeys' : name))
      const bound = [...labels.map((label) => label.slice(1, -1)), ...query]
      expect(bound).toEqual(expect.arrayContaining(Object.keys(operation.input.members)))
    })
  },
)

it('every pattern is one that JavaScript can match', () => {
  const patterns = allOperations.flatMap(({ input }) => [...patternsOf(input)])
  expect(patterns.length).toBeGreaterThan(20)
  for (const pattern of patterns) expect(() => wholeMatch(pattern)).not.toThrow()
})

function* patternsOf(schema: Schema): Generator<string> {
  if (schema.kind === 'string' && schema.pattern !== undefined) yield schema.pattern
  if (schema.kind === 'list') yield* patternsOf(schema.item)
  if (schema.kind === 'map') {
    yield* patternsOf(schema.key)
    yield* patternsOf(schema.value)
  }
  if (schema.kind === 'structure') {
    for (const member of Object.values(schema.members)) yield* patternsOf(member)
  }
}
