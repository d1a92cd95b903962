import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  paginateGetLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createFunction } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const logGroupName = '/aws/lambda/talker'
const groupArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}`
const TALKER = `export const handler = async ({ lines }) => { for (const line of lines) console.log(line) }`

let busbar: Busbar
let logs: CloudWatchLogsClient
beforeAll(async () => {
  busbar = await startBusbar()
  logs = busbar.logs
})
beforeEach(() => fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' }))
afterAll(() => busbar[Symbol.asyncDispose]())

async function say(...lines: string[]) {
  await busbar.lambda.send(
    new InvokeCommand({ FunctionName: 'talker', Payload: JSON.stringify({ lines }) }),
  )
}

async function streamName(): Promise<string> {
  const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }))
  return logStreams?.[0]?.logStreamName ?? ''
}

it('creates, lists and deletes groups', async () => {
  for (const name of ['a', 'b', 'c'])
    await logs.send(new CreateLogGroupCommand({ logGroupName: name }))
  const pages: (string | undefined)[][] = []
  for await (const { logGroups = [] } of paginateDescribeLogGroups(
    { client: logs, pageSize: 2 },
    {},
  ))
    pages.push(logGroups.map((group) => group.logGroupName))
  expect(pages).toEqual([['a', 'b'], ['c']])

  await logs.send(new DeleteLogGroupCommand({ logGroupName: 'b' }))
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'b' }))
  expect(logGroups).toEqual([])
})

it('has a group and a stream of each function that ran', async () => {
  await createFunction(busbar.lambda, 'talker', TALKER)
  await say('hello')
  const now = busbar.app.clock?.now()
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}))
  expect(logGroups).toEqual([
    expect.objectContaining({
      logGroupName,
      logGroupArn: groupArn,
      arn: `${groupArn}:*`,
      creationTime: now,
    }),
  ])
  const { logStreams } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
  )
  expect(logStreams).toEqual([
    expect.objectContaining({
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      firstEventTimestamp: now,
      lastEventTimestamp: now,
    }),
  ])
})

it('filters the lines of a group, page by page', async () => {
  await createFunction(busbar.lambda, 'talker', TALKER)
  await say(...Array.from({ length: 5 }, (_, n) => `wanted ${n}`), 'other')
  const pages: string[][] = []
  const input = { logGroupIdentifier: groupArn, filterPattern: 'wanted', interleaved: true }
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs, pageSize: 2 }, input))
    pages.push(events.map(({ message = '' }) => message.slice(message.indexOf('wanted')).trim()))
  expect(pages.flat()).toEqual(['wanted 0', 'wanted 1', 'wanted 2', 'wanted 3', 'wanted 4'])
  expect(pages.slice(0, 2).map(({ length }) => length)).toEqual([2, 2])

  const { events } = await logs.send(
    new FilterLogEventsCommand({ logGroupName, logStreamNames: [await streamName()], limit: 1 }),
  )
  expect(events).toEqual([
    {
      logStreamName: await streamName(),
      timestamp: busbar.app.clock?.now(),
      ingestionTime: expect.any(Number),
      message: expect.stringContaining('INIT_START'),
      eventId: expect.stringMatching(/\S/),
    },
  ])
})

it('reads a stream from either end, and stays at its end', async () => {
  await createFunction(busbar.lambda, 'talker', TALKER)
  await say('1', '2', '3')
  const input = { logGroupName, logStreamName: await streamName() }
  const read = async (change: object = {}) =>
    logs.send(new GetLogEventsCommand({ ...input, ...change }))
  const all = (await read()).events?.map(({ message }) => message) ?? []
  expect(all.length).toBeGreaterThan(5)

  const forward: (string | undefined)[] = []
  const config = { client: logs, pageSize: 3, stopOnSameToken: true }
  for await (const { events = [] } of paginateGetLogEvents(config, {
    ...input,
    startFromHead: true,
  }))
    forward.push(...events.map(({ message }) => message))
  expect(forward).toEqual(all)

  const last = await read({ limit: 2 })
  expect(last.events?.map(({ message }) => message)).toEqual(all.slice(-2))
  const before = await read({ limit: 2, nextToken: last.nextBackwardToken })
  expect(before.events?.map(({ message }) => message)).toEqual(all.slice(-4, -2))

  // A reader that follows sees what comes later, once.
  await say('later')
  const later = await read({ nextToken: last.nextForwardToken })
  const text = later.events?.map(({ message }) => message).join('') ?? ''
  expect(text).toContain('later')
  expect(text).not.toContain('INIT_START')
})

it.each<[string, (client: CloudWatchLogsClient) => Promise<unknown>, string, string]>([
  [
    'creating a group again',
    (client) => client.send(new CreateLogGroupCommand({ logGroupName: 'g' })),
    'ResourceAlreadyExistsException',
    'The specified log group already exists',
  ],
  [
    'a group with tags',
    (client) => client.send(new CreateLogGroupCommand({ logGroupName: 'h', tags: { a: 'b' } })),
    'InvalidParameterException',
    'Parameter tags of CreateLogGroup is not supported by busbar yet.',
  ],
  [
    'deleting a group that there is not',
    (client) => client.send(new DeleteLogGroupCommand({ logGroupName: 'x' })),
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'streams of a group that there is not',
    (client) => client.send(new DescribeLogStreamsCommand({ logGroupName: 'x' })),
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'filtering a group that there is not',
    (client) => client.send(new FilterLogEventsCommand({ logGroupName: 'x' })),
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'a stream that there is not',
    (client) => client.send(new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's' })),
    'ResourceNotFoundException',
    'The specified log stream does not exist.',
  ],
  [
    'no group at all',
    (client) => client.send(new FilterLogEventsCommand({})),
    'InvalidParameterException',
    'must be given',
  ],
  [
    'a group named twice',
    (client) =>
      client.send(new FilterLogEventsCommand({ logGroupName: 'g', logGroupIdentifier: 'g' })),
    'InvalidParameterException',
    'LogGroup name and LogGroup identifier are mutually exclusive parameters.',
  ],
  [
    'a pattern over JSON',
    (client) =>
      client.send(new FilterLogEventsCommand({ logGroupName: 'g', filterPattern: '{ $.a = 1 }' })),
    'InvalidParameterException',
    'busbar does not support JSON patterns',
  ],
  [
    'a token that is none',
    (client) => client.send(new FilterLogEventsCommand({ logGroupName: 'g', nextToken: 'x' })),
    'InvalidParameterException',
    'The specified nextToken is invalid.',
  ],
  [
    'a name out of bounds',
    (client) => client.send(new CreateLogGroupCommand({ logGroupName: 'a b' })),
    'InvalidParameterException',
    "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
  ],
])('refuses %s', async (_what, call, name, message) => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }))
  await expect(call(logs)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  })
})
