import {
  CreateEventBusCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge'
import { expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

async function createRule(busbar: Busbar, name: string, pattern: object, targets: Target[]) {
  await busbar.events.send(
    new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }),
  )
  await busbar.events.send(new PutTargetsCommand({ Rule: name, Targets: targets }))
}

async function putEvent(busbar: Busbar, Detail: string, DetailType = 'OrderPlaced') {
  const { Entries } = await busbar.events.send(
    new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType, Detail }] }),
  )
  return Entries?.[0]?.EventId
}

it('invokes the function of a matching rule with the whole event, and no other', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'paid', RECORDER)
  await createFunction(busbar.lambda, 'placed', RECORDER)
  await createRule(busbar, 'paid', { 'detail-type': ['OrderPaid'] }, [
    { Id: '1', Arn: arnOf('paid') },
  ])
  await createRule(busbar, 'placed', { 'detail-type': ['OrderPlaced'] }, [
    { Id: '1', Arn: arnOf('placed') },
  ])
  const id = await putEvent(busbar, '{"total":3.0e2}', 'OrderPaid')
  await busbar.settle()

  expect(await recordedBy(busbar, 'paid')).toEqual([
    expect.objectContaining({
      version: '0',
      id,
      'detail-type': 'OrderPaid',
      source: 'shop',
      account: ACCOUNT,
      region: REGION,
      resources: [],
      detail: { total: 300 },
    }),
  ])
  await expect(recordedBy(busbar, 'placed')).rejects.toThrow(
    'The specified log group does not exist.',
  )
})

it('shapes the input of each target on its own', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'shaped', RECORDER)
  const Arn = arnOf('shaped')
  await createRule(busbar, 'all', { source: ['shop'] }, [
    { Id: 'constant', Arn, Input: '{"constant":1}' },
    { Id: 'path', Arn, InputPath: '$.detail.id' },
    {
      Id: 'template',
      Arn,
      InputTransformer: {
        InputPathsMap: { id: '$.detail.id' },
        InputTemplate: '{"order":<id>,"rule":<aws.events.rule-name>,"text":"order <id>!"}',
      },
    },
    { Id: 'nothing', Arn, InputPath: '$.detail.missing' },
  ])
  const id = await putEvent(busbar, '{"id":"o-\\"1\\""}')
  await busbar.settle()

  const got = await recordedBy(busbar, 'shaped')
  expect(got).toHaveLength(3)
  expect(got).toEqual(
    expect.arrayContaining([
      { constant: 1 },
      'o-"1"',
      { order: 'o-"1"', rule: 'all', text: 'order o-"1"!' },
    ]),
  )
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [
      {
        rules: [
          {
            rule: 'all',
            targets: [
              { id: 'constant', status: 'succeeded' },
              { id: 'path', status: 'succeeded' },
              { id: 'template', status: 'succeeded' },
              { id: 'nothing', status: 'failed', attempts: [{ errorCode: 'INVALID_PARAMETER' }] },
            ],
          },
        ],
      },
    ],
  })
})

it('retries a failing function after one and two minutes under one request id, then gives up', async () => {
  await using busbar = await startBusbar()
  await createFunction(
    busbar.lambda,
    'failing',
    `export const handler = async (event, context) => {
       console.log('EVENT ' + JSON.stringify(context.awsRequestId))
       throw new TypeError('no')
     }`,
  )
  await createRule(busbar, 'all', { source: ['shop'] }, [{ Id: '1', Arn: arnOf('failing') }])
  const id = await putEvent(busbar, '{}')

  const attemptsAfter = async (seconds: number) => {
    await busbar.advance(seconds)
    return (await recordedBy(busbar, 'failing')).length
  }
  expect(await attemptsAfter(0)).toBe(1)
  expect(await attemptsAfter(59)).toBe(1)
  expect(await attemptsAfter(1)).toBe(2)
  expect(await attemptsAfter(119)).toBe(2)
  expect(await attemptsAfter(1)).toBe(3)
  expect(await attemptsAfter(86_000)).toBe(3)

  expect(new Set(await recordedBy(busbar, 'failing')).size).toBe(1)
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [
      {
        rules: [
          {
            targets: [
              {
                status: 'failed',
                attempts: [
                  { number: 1, outcome: 'retrying', errorCode: 'TypeError', errorMessage: 'no' },
                  { number: 2, outcome: 'retrying' },
                  { number: 3, outcome: 'failed' },
                ],
              },
            ],
          },
        ],
      },
    ],
  })
})

it('fails a delivery to a function that does not exist at once', async () => {
  await using busbar = await startBusbar()
  await createRule(busbar, 'all', { source: ['shop'] }, [{ Id: '1', Arn: arnOf('nobody') }])
  const id = await putEvent(busbar, '{}')
  await busbar.settle()
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [
      {
        rules: [
          { targets: [{ status: 'failed', attempts: [{ number: 1, errorCode: 'NO_RESOURCE' }] }] },
        ],
      },
    ],
  })
})

it('accepts events for a bus that does not exist, and keeps them apart', async () => {
  await using busbar = await startBusbar()
  const { FailedEntryCount, Entries } = await busbar.events.send(
    new PutEventsCommand({
      Entries: [{ Source: 'shop', DetailType: 'x', Detail: '{}', EventBusName: 'nowhere' }],
    }),
  )
  expect(FailedEntryCount).toBe(0)
  expect(await busbar.admin(`events/${Entries?.[0]?.EventId}`)).toMatchObject({
    buses: [{ bus: 'nowhere', rules: [] }],
  })
})

it('answers each entry by itself, in order', async () => {
  await using busbar = await startBusbar()
  const good = { Source: 'shop', DetailType: 'x', Detail: '{}' }
  const { FailedEntryCount, Entries } = await busbar.events.send(
    new PutEventsCommand({
      Entries: [
        good,
        { ...good, Detail: '[]' },
        good,
        { Detail: '{}' },
        { ...good, Source: 'aws.s3' },
      ],
    }),
  )
  expect(FailedEntryCount).toBe(3)
  expect(Entries?.map(({ EventId, ErrorCode }) => (EventId ? 'ok' : ErrorCode))).toEqual([
    'ok',
    'MalformedDetail',
    'ok',
    'InvalidArgument',
    'NotAuthorizedForSourceException',
  ])
})

it('matches a rule as it is now: changed, disabled, enabled, deleted', async () => {
  await using busbar = await startBusbar()
  await busbar.events.send(new CreateEventBusCommand({ Name: 'team-orders' }))
  await createFunction(busbar.lambda, 'seen', RECORDER)
  const rule = { Name: 'r', EventBusName: 'team-orders' }
  const put = async (State: 'ENABLED' | 'DISABLED', source: string) => {
    await busbar.events.send(
      new PutRuleCommand({ ...rule, State, EventPattern: JSON.stringify({ source: [source] }) }),
    )
  }
  const send = async (n: number) => {
    await busbar.events.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: 'shop',
            DetailType: 'x',
            Detail: `{"n":${n}}`,
            EventBusName: rule.EventBusName,
          },
        ],
      }),
    )
    await busbar.settle()
  }
  await put('ENABLED', 'shop')
  await busbar.events.send(
    new PutTargetsCommand({
      Rule: 'r',
      EventBusName: rule.EventBusName,
      Targets: [{ Id: '1', Arn: arnOf('seen'), InputPath: '$.detail.n' }],
    }),
  )
  await send(1)
  await put('DISABLED', 'shop')
  await send(2)
  await put('ENABLED', 'other')
  await send(3)
  await put('ENABLED', 'shop')
  await send(4)
  expect(await recordedBy(busbar, 'seen')).toEqual([1, 4])
})
