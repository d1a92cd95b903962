import { describe, expect, it } from 'vitest'
import { AccessDenied, InvalidInput, NotFound } from '../../../../src/domain/faults.ts'
import { createRoom, functionArn } from './room.ts'

const Resource = functionArn('billing')

async function aRoomWithBilling(Tags: Record<string, string> = {}) {
  const room = createRoom()
  await room.aFunction('billing', { Tags })
  const tags = async () => (await room.call('ListTags', { Resource }))['Tags']
  const configuration = () => room.call('GetFunctionConfiguration', { FunctionName: 'billing' })
  return { ...room, tags, configuration }
}

it('adds, overwrites and removes', async () => {
  const { call, tags } = await aRoomWithBilling({ a: '1', b: '2' })
  expect(await call('TagResource', { Resource, Tags: { b: '3', c: '4' } })).toBeUndefined()
  expect(await tags()).toEqual({ a: '1', b: '3', c: '4' })
  expect(await call('UntagResource', { Resource, TagKeys: ['a', 'absent'] })).toBeUndefined()
  expect(await tags()).toEqual({ b: '3', c: '4' })
})

it('keeps a tag that is called like a part of every object', async () => {
  const { call, tags } = await aRoomWithBilling()
  await call('TagResource', { Resource, Tags: JSON.parse('{"__proto__":"x"}') })
  expect(Object.entries((await tags()) as object)).toEqual([['__proto__', 'x']])
})

it('changes the revision of the function, and not when it was modified', async () => {
  const { call, configuration, clock, retired } = await aRoomWithBilling()
  const before = await configuration()
  clock.at += 1_000
  await call('TagResource', { Resource, Tags: { a: '1' } })
  const { RevisionId, ...after } = await configuration()
  expect(before).toMatchObject(after)
  expect(RevisionId).not.toBe(before['RevisionId'])
  expect(retired).toEqual([])
})

it('counts to 50', async () => {
  const many = Object.fromEntries([...Array(50).keys()].map((n) => [`k${n}`, 'v']))
  const { call, tags } = await aRoomWithBilling(many)
  await call('TagResource', { Resource, Tags: { k0: 'new' } })
  await expect(call('TagResource', { Resource, Tags: { one: 'more' } })).rejects.toThrow(
    new InvalidInput('Number of tags exceeds resource tag limit.'),
  )
  expect(await tags()).toEqual({ ...many, k0: 'new' })
})

it('wants tags, and keys', async () => {
  const { call } = await aRoomWithBilling()
  await expect(call('TagResource', { Resource, Tags: {} })).rejects.toThrow(
    new InvalidInput('An error occurred and the request cannot be processed.'),
  )
  for (const given of [{}, { TagKeys: [] }]) {
    await expect(call('UntagResource', { Resource, ...given })).rejects.toThrow(
      "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    )
  }
})

describe.each([
  ['ListTags', {}],
  ['TagResource', { Tags: { a: '1' } }],
  ['UntagResource', { TagKeys: ['a'] }],
])('%s', (operation, given) => {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333'
  const mapping = `${arn}:event-source-mapping:0e9a6d10-9fc5-4b1f-9b0f-6a6e3f1d2c3b`

  it.each([
    [functionArn('gone'), NotFound, `Function not found: ${functionArn('gone')}`],
    [
      functionArn('billing:1'),
      InvalidInput,
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    ],
    [
      functionArn('billing:$LATEST'),
      InvalidInput,
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    ],
    [mapping, NotFound, `Event source mapping not found: ${mapping}`],
    [
      `${arn}:capacity-provider:cp`,
      NotFound,
      `Capacity provider not found: ${arn}:capacity-provider:cp`,
    ],
    [`${arn}:layer:l`, NotFound, 'The resource you requested does not exist.'],
    [
      'arn:aws:lambda:us-east-1:111122223333:function:billing',
      NotFound,
      "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
    ],
  ])('refuses %s', async (resource, fault, message) => {
    const { call } = await aRoomWithBilling()
    await expect(call(operation, { Resource: resource, ...given })).rejects.toThrow(
      new fault(message),
    )
  })

  it('does not reach into another account', async () => {
    const foreign = 'arn:aws:lambda:eu-west-1:999988887777:function:billing'
    const { call } = await aRoomWithBilling()
    await expect(call(operation, { Resource: foreign, ...given })).rejects.toThrow(AccessDenied)
  })

  it('wants an ARN', async () => {
    const { call } = await aRoomWithBilling()
    await expect(call(operation, { Resource: 'billing', ...given })).rejects.toThrow(
      "Value 'billing' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*):lambda:(eusc-)?",
    )
  })
})
