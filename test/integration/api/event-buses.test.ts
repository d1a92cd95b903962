import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
  PutRuleCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventBusCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'
import { allPages } from './all-pages.ts'

const busArn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
beforeEach(() => fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' }))
afterAll(() => busbar[Symbol.asyncDispose]())

it('creates a bus, shows, changes and deletes it', async () => {
  const { events, app } = busbar
  const given = { Name: 'orders', Description: 'Orders.', KmsKeyIdentifier: 'alias/orders' }
  expect(await events.send(new CreateEventBusCommand(given))).toMatchObject({
    EventBusArn: busArn('orders'),
    Description: 'Orders.',
    KmsKeyIdentifier: 'alias/orders',
  })
  const now = new Date(app.clock?.now() ?? 0)
  const described = await events.send(new DescribeEventBusCommand({ Name: busArn('orders') }))
  expect(described).toMatchObject({
    ...given,
    Arn: busArn('orders'),
    CreationTime: now,
    LastModifiedTime: now,
  })

  // What is not given is gone afterwards.
  expect(await events.send(new UpdateEventBusCommand({ Name: 'orders' }))).toMatchObject({
    Arn: busArn('orders'),
    Name: 'orders',
  })
  const updated = await events.send(new DescribeEventBusCommand({ Name: 'orders' }))
  expect(updated.Description).toBeUndefined()

  await events.send(new DeleteEventBusCommand({ Name: 'orders' }))
  await expect(events.send(new DescribeEventBusCommand({ Name: 'orders' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Event bus orders does not exist.',
    $metadata: { httpStatusCode: 400 },
  })
  // Deleting what is not there is no error.
  await events.send(new DeleteEventBusCommand({ Name: 'orders' }))
})

it('has a default bus from the start', async () => {
  expect(await busbar.events.send(new DescribeEventBusCommand({}))).toMatchObject({
    Name: 'default',
    Arn: busArn('default'),
  })
  const { EventBuses } = await busbar.events.send(new ListEventBusesCommand({}))
  expect(EventBuses).toMatchObject([{ Name: 'default', Arn: busArn('default') }])
})

it('lists buses page by page, all of them or those of a prefix', async () => {
  const { events } = busbar
  const own = ['a1', 'b1', 'b2', 'b3', 'z1']
  for (const Name of own) await events.send(new CreateEventBusCommand({ Name }))
  const list = (NamePrefix?: string) =>
    allPages(async (NextToken) => {
      const input = { Limit: 2, NextToken, ...(NamePrefix && { NamePrefix }) }
      const page = await events.send(new ListEventBusesCommand(input))
      return { items: page.EventBuses?.map(({ Name }) => Name), next: page.NextToken }
    })
  expect(await list()).toEqual([
    ['a1', 'b1'],
    ['b2', 'b3'],
    ['default', 'z1'],
  ])
  expect(await list('b')).toEqual([['b1', 'b2'], ['b3']])
})

it.each<[string, (events: Busbar['events']) => Promise<unknown>, string, string]>([
  [
    'creating a bus again',
    (events) => events.send(new CreateEventBusCommand({ Name: 'taken' })),
    'ResourceAlreadyExistsException',
    'Event bus taken already exists.',
  ],
  [
    'creating the default bus',
    (events) => events.send(new CreateEventBusCommand({ Name: 'default' })),
    'ResourceAlreadyExistsException',
    'Event bus default already exists.',
  ],
  [
    'creating a bus with a slash',
    (events) => events.send(new CreateEventBusCommand({ Name: 'a/b' })),
    'ValidationException',
    "Event bus name must not contain '/'.",
  ],
  [
    'deleting the default bus',
    (events) => events.send(new DeleteEventBusCommand({ Name: 'default' })),
    'ValidationException',
    'Cannot delete event bus default.',
  ],
  [
    'deleting a bus that has rules',
    async (events) => {
      const EventPattern = '{"source":["shop"]}'
      await events.send(new PutRuleCommand({ Name: 'r', EventBusName: 'taken', EventPattern }))
      return events.send(new DeleteEventBusCommand({ Name: 'taken' }))
    },
    'ValidationException',
    "EventBus can't be deleted since it has rules.",
  ],
  [
    'changing a bus that does not exist',
    (events) => events.send(new UpdateEventBusCommand({ Name: 'nothing' })),
    'ResourceNotFoundException',
    'Event bus nothing does not exist.',
  ],
  [
    'a name that breaks two constraints',
    (events) => events.send(new CreateEventBusCommand({ Name: '!'.repeat(257) })),
    'ValidationException',
    `2 validation errors detected: Value '${'!'.repeat(257)}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+; Value '${'!'.repeat(257)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
  [
    'a token of another list',
    async (events) => {
      const page = await events.send(new ListEventBusesCommand({ Limit: 1 }))
      const NextToken = `${page.NextToken}x`
      return events.send(new ListEventBusesCommand({ NextToken }))
    },
    'ValidationException',
    'Parameter NextToken is not valid',
  ],
])('refuses %s in the words of AWS', async (_what, call, name, message) => {
  await busbar.events.send(new CreateEventBusCommand({ Name: 'taken' }))
  await expect(call(busbar.events)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  })
})

it('tags buses', async () => {
  const { events } = busbar
  const ResourceARN = busArn('orders')
  const Tags = [{ Key: 'team', Value: 'a' }]
  await events.send(new CreateEventBusCommand({ Name: 'orders', Tags }))
  const added = [
    { Key: 'team', Value: 'b' },
    { Key: 'stage', Value: '' },
  ]
  await events.send(new TagResourceCommand({ ResourceARN, Tags: added }))
  await events.send(new TagResourceCommand({ ResourceARN: busArn('default'), Tags }))
  const tagsOf = async (arn: string) =>
    (await events.send(new ListTagsForResourceCommand({ ResourceARN: arn }))).Tags
  expect(await tagsOf(ResourceARN)).toEqual(added)
  expect(await tagsOf(busArn('default'))).toEqual(Tags)

  const TagKeys = ['team', 'never']
  await events.send(new UntagResourceCommand({ ResourceARN, TagKeys }))
  expect(await tagsOf(ResourceARN)).toEqual([{ Key: 'stage', Value: '' }])
  await expect(tagsOf(busArn('nothing'))).rejects.toThrow('does not exist')
})
