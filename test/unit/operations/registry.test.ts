import { expect, it } from 'vitest'
import { compatibilityRows } from '../../../src/operations/compatibility-rows.ts'
import { defineOperation } from '../../../src/operations/operation.ts'
import { createRegistry } from '../../../src/operations/registry.ts'
import { kept, list, map, refused, string, structure } from '../../../src/operations/schema.ts'
import { stsOperations } from '../../../src/operations/sts/operations.ts'

const putThing = defineOperation({
  service: 'events',
  name: 'PutThing',
  input: structure('PutThingRequest', {
    Name: string(),
    Description: kept(string(), 'a note for people'),
    Targets: list(
      structure('Target', {
        Id: string(),
        Paths: map(string(), structure('Path', { To: string() })),
        Ecs: refused(structure('Ecs', { Cluster: string() })),
      }),
    ),
  }),
  handle: async () => undefined,
})

it('finds operations by service and name', () => {
  const registry = createRegistry([putThing, ...stsOperations])
  expect(registry.find('events', 'PutThing')).toBe(putThing)
  expect(registry.find('sts', 'GetCallerIdentity')).toBe(stsOperations[0])
  expect(registry.find('lambda', 'PutThing')).toBeUndefined()
  expect(registry.find('events', 'toString')).toBeUndefined()
})

it('does not take the same operation twice', () => {
  expect(() => createRegistry([putThing, putThing])).toThrow('events.PutThing')
})

it('has a compatibility row for every field, those inside lists, maps and structures included', () => {
  const rows = compatibilityRows(createRegistry([putThing]))
  expect(rows.map(({ field, support }) => [field, support.is])).toEqual([
    ['Name', 'acted'],
    ['Description', 'kept'],
    ['Targets', 'acted'],
    ['Targets[].Id', 'acted'],
    ['Targets[].Paths', 'acted'],
    ['Targets[].Paths{}.To', 'acted'],
    ['Targets[].Ecs', 'refused'],
  ])
  expect(rows[0]).toMatchObject({ service: 'events', operation: 'PutThing' })
})
