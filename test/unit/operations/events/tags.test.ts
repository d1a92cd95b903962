import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/operations/events/create-event-bus.ts'
import { describeEventBus } from '../../../../src/operations/events/describe-event-bus.ts'
import { listTagsForResource } from '../../../../src/operations/events/list-tags-for-resource.ts'
import { tagResource } from '../../../../src/operations/events/tag-resource.ts'
import { untagResource } from '../../../../src/operations/events/untag-resource.ts'
import type { Operation } from '../../../../src/operations/operation.ts'
import { createRoom } from './room.ts'

const ARN = 'arn:aws:events:eu-west-1:111122223333'
const tag = (Key: string, Value = '') => ({ Key, Value })

async function aTaggedRoom() {
  const room = createRoom()
  await room.aBus('orders')
  await room.aRule('paid')
  await room.aRule('paid', 'orders')
  return room
}

const resources = [
  `${ARN}:rule/paid`,
  `${ARN}:rule/orders/paid`,
  `${ARN}:event-bus/orders`,
  `${ARN}:event-bus/default`,
]

describe.each(resources)('tags of %s', (ResourceARN) => {
  it('are empty at first, then as they were set last', async () => {
    const { call } = await aTaggedRoom()
    const tags = async () => call(listTagsForResource, { ResourceARN })
    expect(await tags()).toEqual({ Tags: [] })

    await call(tagResource, { ResourceARN, Tags: [tag('team', 'red'), tag('env', 'x')] })
    expect(
      await call(tagResource, { ResourceARN, Tags: [tag('cost'), tag('team', 'blue')] }),
    ).toEqual({})
    expect(await tags()).toEqual({ Tags: [tag('team', 'blue'), tag('env', 'x'), tag('cost')] })

    expect(await call(untagResource, { ResourceARN, TagKeys: ['env', 'missing'] })).toEqual({})
    expect(await tags()).toEqual({ Tags: [tag('team', 'blue'), tag('cost')] })
  })
})

describe('TagResource', () => {
  const ResourceARN = `${ARN}:rule/paid`

  it('tags one resource only', async () => {
    const { call } = await aTaggedRoom()
    await call(tagResource, { ResourceARN, Tags: [tag('a')] })
    for (const other of resources.slice(1)) {
      expect(await call(listTagsForResource, { ResourceARN: other })).toEqual({ Tags: [] })
    }
  })

  it.each([
    ['a repeated key', [tag('a'), tag('a', 'b')], 'Duplicated keys are not allowed.'],
    ['a reserved key', [tag('aws:x')], 'aws: prefixed tag key names are not allowed'],
    ['a reserved key in capitals', [tag('AWS:x')], 'aws: prefixed tag key names are not allowed'],
    ['51 tags', Array.from({ length: 51 }, (_, n) => tag(`k${n}`)), 'at most 50 tags.'],
  ])('refuses %s', async (_what, Tags, words) => {
    const { call } = await aTaggedRoom()
    const message = expect.stringMatching(new RegExp(`^Invalid parameter: .*${words}`))
    await expect(call(tagResource, { ResourceARN, Tags })).rejects.toMatchObject({
      kind: 'invalid-input',
      message,
    })
    await expect(call(createEventBus, { Name: 'tagged', Tags })).rejects.toMatchObject({ message })
  })

  it('counts the tags that the resource has already', async () => {
    const { call } = await aTaggedRoom()
    const fifty = Array.from({ length: 50 }, (_, n) => tag(`k${n}`))
    await call(tagResource, { ResourceARN, Tags: fifty })
    await expect(call(tagResource, { ResourceARN, Tags: [tag('one-more')] })).rejects.toThrow(
      'at most 50 tags.',
    )
    await call(tagResource, { ResourceARN, Tags: [tag('k7', 'new')] })
  })

  it('loses no tag when several are set at the same time', async () => {
    const { call } = await aTaggedRoom()
    const keys = Array.from({ length: 10 }, (_, n) => `k${n}`)
    await Promise.all(keys.map((key) => call(tagResource, { ResourceARN, Tags: [tag(key)] })))
    const { Tags } = (await call(listTagsForResource, { ResourceARN })) as { Tags: object[] }
    expect(Tags).toHaveLength(10)
  })

  it('does not count as a change of the bus', async () => {
    const { call, clock } = await aTaggedRoom()
    const before = await call(describeEventBus, { Name: 'orders' })
    clock.at += 1_000
    await call(tagResource, { ResourceARN: `${ARN}:event-bus/orders`, Tags: [tag('a')] })
    expect(await call(describeEventBus, { Name: 'orders' })).toEqual(before)
  })
})

describe.each([
  [tagResource, { Tags: [] }],
  [untagResource, { TagKeys: [] }],
  [listTagsForResource, {}],
] as const)('$name', (operation, input) => {
  const tried = async (ResourceARN: string) => {
    const { call } = await aTaggedRoom()
    return call(operation as Operation, { ResourceARN, ...input })
  }

  it.each([
    [`${ARN}:rule/other`, 'Rule other does not exist on EventBus default.'],
    [`${ARN}:rule/orders/other`, 'Rule other does not exist on EventBus orders.'],
    [`${ARN}:rule/nobody/paid`, 'Rule paid does not exist on EventBus nobody.'],
    [`${ARN}:event-bus/nobody`, 'Event bus nobody does not exist.'],
    [
      'arn:aws:events:us-east-1:111122223333:rule/paid',
      'Rule paid does not exist on EventBus default.',
    ],
    [
      'arn:aws:events:us-east-1:111122223333:event-bus/orders',
      'Event bus arn:aws:events:us-east-1:111122223333:event-bus/orders does not exist.',
    ],
  ])('does not find %s', async (arn, message) => {
    await expect(tried(arn)).rejects.toMatchObject({ kind: 'not-found', message })
  })

  it.each([
    'nonsense',
    'arn:aws:sqs:eu-west-1:111122223333:orders',
    `${ARN}:archive/a`,
    `${ARN}:x`,
  ])('refuses %s', async (arn) => {
    await expect(tried(arn)).rejects.toMatchObject({
      kind: 'invalid-input',
      message: expect.stringMatching(/^Parameter ResourceARN is not valid\. Reason: /),
    })
  })
})
