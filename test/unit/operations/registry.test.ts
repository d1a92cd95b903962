import { expect, it } from 'vitest'
import { compatibilityRows } from '../../../src/operations/compatibility-rows.ts'
import { listed, listOperations } from '../../../src/operations/listed-operation.ts'
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

it('finds operations by service and name', async () => {
  const registry = createRegistry([listed(putThing), ...stsOperations])
  expect(await registry.find('events', 'PutThing')).toBe(putThing)
  expect(await registry.find('sts', 'GetCallerIdentity')).toMatchObject({
    service: 'sts',
    name: 'GetCallerIdentity',
  })
  expect(registry.find('lambda', 'PutThing')).toBeUndefined()
  expect(registry.find('events', 'toString')).toBeUndefined()
})

it('loads an operation with its first call, and once', async () => {
  let loaded = 0
  const PutThing = async () => {
    loaded++
    return putThing
  }
  const registry = createRegistry(listOperations('events', { PutThing }))
  expect([loaded, registry.services]).toEqual([0, ['events']])
  const all = await Promise.all([1, 2, 3].map(() => registry.find('events', 'PutThing')))
  expect(all).toEqual([putThing, putThing, putThing])
  expect(loaded).toBe(1)
})

it('tells the caller when an operation cannot be loaded, and tries again with the next call', async () => {
  let isBroken = true
  const PutThing = async () => {
    if (isBroken) throw new Error('no more files can be opened')
    return putThing
  }
  const registry = createRegistry(listOperations('events', { PutThing }))
  await expect(registry.find('events', 'PutThing')).rejects.toThrow('no more files')
  isBroken = false
  expect(await registry.find('events', 'PutThing')).toBe(putThing)
})

it('notices an operation that is listed under another name', async () => {
  const [entry] = listOperations('events', { PutThings: async () => putThing })
  await expect(entry?.load()).rejects.toThrow('events.PutThing is listed as events.PutThings.')
})

it('does not take the same operation twice', () => {
  expect(() => createRegistry([listed(putThing), listed(putThing)])).toThrow('events.PutThing')
})

it('has a compatibility row for every field, those inside lists, maps and structures included', () => {
  const rows = compatibilityRows([putThing])
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
