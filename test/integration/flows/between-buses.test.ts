import {
  CreateEventBusCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const OTHER = { account: '999988887777', region: 'us-west-2' }
const EVERYTHING = '{"source":[{"prefix":""}]}'

const busArn = (account: string, region: string, bus: string) =>
  `arn:aws:events:${region}:${account}:event-bus/${bus}`

async function pipe(events: EventBridgeClient, from: string, to: string) {
  await events.send(
    new PutRuleCommand({ Name: 'on', EventBusName: from, EventPattern: EVERYTHING }),
  )
  await events.send(
    new PutTargetsCommand({ Rule: 'on', EventBusName: from, Targets: [{ Id: '1', Arn: to }] }),
  )
}

async function put(events: EventBridgeClient): Promise<string> {
  const { Entries } = await events.send(
    new PutEventsCommand({
      Entries: [{ Source: 'shop', DetailType: 'x', Detail: '{"n":1}', Time: new Date(86_400_000) }],
    }),
  )
  return Entries?.[0]?.EventId ?? ''
}

function clientOf(busbar: Busbar, account: string, region: string): EventBridgeClient {
  return new EventBridgeClient(busbar.clientConfig(account, region))
}

it('brings an event to another bus as it is', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'seen', RECORDER)
  await busbar.events.send(new CreateEventBusCommand({ Name: 'audit' }))
  await pipe(busbar.events, 'default', busArn(ACCOUNT, REGION, 'audit'))
  await pipe(busbar.events, 'audit', arnOf('seen'))
  const id = await put(busbar.events)
  await busbar.settle()
  expect(await recordedBy(busbar, 'seen')).toEqual([
    expect.objectContaining({
      id,
      account: ACCOUNT,
      time: '1970-01-02T00:00:00Z',
      detail: { n: 1 },
    }),
  ])
})

it('keeps account, region and time of the origin across accounts and regions, and changes the id with the region', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'seen', RECORDER)
  const far = clientOf(busbar, OTHER.account, OTHER.region)
  await pipe(far, 'default', busArn(ACCOUNT, REGION, 'default'))
  await pipe(busbar.events, 'default', arnOf('seen'))
  const id = await put(far)
  await busbar.settle()
  const [event] = await recordedBy(busbar, 'seen')
  expect(event).toMatchObject({ ...OTHER, time: '1970-01-02T00:00:00Z' })
  expect(event).not.toMatchObject({ id })
  // Its history follows it all the same.
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [{ region: OTHER.region }, { region: REGION, event }],
  })
})

it('keeps the id of an event that goes to another account of its region', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'seen', RECORDER)
  const other = clientOf(busbar, OTHER.account, REGION)
  await pipe(other, 'default', busArn(ACCOUNT, REGION, 'default'))
  await pipe(busbar.events, 'default', arnOf('seen'))
  const id = await put(other)
  await busbar.settle()
  expect(await recordedBy(busbar, 'seen')).toMatchObject([
    { id, account: OTHER.account, region: REGION },
  ])
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [{ account: OTHER.account }, { account: ACCOUNT, origin: 'bus' }],
  })
})

it('brings an event as often as rules send it to the bus, always under its id', async () => {
  await using busbar = await startBusbar()
  const { events } = busbar
  await createFunction(busbar.lambda, 'seen', RECORDER)
  await events.send(new CreateEventBusCommand({ Name: 'audit' }))
  await pipe(events, 'audit', arnOf('seen'))
  for (const Rule of ['one', 'two']) {
    await events.send(new PutRuleCommand({ Name: Rule, EventPattern: EVERYTHING }))
    const Targets = [{ Id: '1', Arn: busArn(ACCOUNT, REGION, 'audit') }]
    await events.send(new PutTargetsCommand({ Rule, Targets }))
  }
  const id = await put(events)
  await busbar.settle()
  expect(await recordedBy(busbar, 'seen')).toMatchObject([{ id }, { id }])
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [
      { bus: 'default', event: { id }, rules: [{ rule: 'one' }, { rule: 'two' }] },
      { bus: 'audit', event: { id }, rules: [{ targets: [{ status: 'succeeded' }] }] },
      { bus: 'audit', event: { id }, rules: [{ targets: [{ status: 'succeeded' }] }] },
    ],
  })
})

it('sends an event over one hop and no further, and says so', async () => {
  await using busbar = await startBusbar()
  for (const Name of ['b', 'c']) await busbar.events.send(new CreateEventBusCommand({ Name }))
  await pipe(busbar.events, 'default', busArn(ACCOUNT, REGION, 'b'))
  await pipe(busbar.events, 'b', busArn(ACCOUNT, REGION, 'c'))
  const id = await put(busbar.events)
  await busbar.settle()
  const { buses } = (await busbar.admin(`events/${id}`)) as { buses: { bus: string }[] }
  expect(buses).toMatchObject([
    { bus: 'default', rules: [{ targets: [{ status: 'succeeded' }] }] },
    {
      bus: 'b',
      rules: [
        {
          targets: [{ status: 'failed', attempts: [{ errorCode: 'THIRD_ACCOUNT_HOP_DETECTED' }] }],
        },
      ],
    },
  ])
})

it.each([
  ['THIRD_REGION_HOP_DETECTED', { account: ACCOUNT, region: 'ap-south-1' }],
  ['THIRD_ACCOUNT_HOP_DETECTED', { account: '444455556666', region: REGION }],
])('says %s of an event that would go on from another region', async (errorCode, third) => {
  await using busbar = await startBusbar()
  const far = clientOf(busbar, ACCOUNT, OTHER.region)
  await createFunction(busbar.lambda, 'seen', RECORDER)
  await pipe(busbar.events, 'default', busArn(ACCOUNT, OTHER.region, 'default'))
  await pipe(far, 'default', busArn(third.account, third.region, 'default'))
  await pipe(clientOf(busbar, third.account, third.region), 'default', arnOf('seen'))
  const id = await put(busbar.events)
  await busbar.settle()
  const failed = { status: 'failed', attempts: [{ outcome: 'failed', errorCode }] }
  const { buses } = (await busbar.admin(`events/${id}`)) as { buses: object[] }
  expect(buses).toMatchObject([
    { region: REGION, rules: [{ targets: [{ status: 'succeeded' }] }] },
    { region: OTHER.region, origin: 'bus', rules: [{ targets: [failed] }] },
  ])
  expect(await recordedBy(busbar, 'seen').catch(() => [])).toEqual([])
})

it('fails at once when the other bus does not exist', async () => {
  await using busbar = await startBusbar()
  await pipe(busbar.events, 'default', busArn(ACCOUNT, REGION, 'nowhere'))
  const id = await put(busbar.events)
  await busbar.settle()
  expect(await busbar.admin(`events/${id}`)).toMatchObject({
    buses: [
      { rules: [{ targets: [{ attempts: [{ outcome: 'failed', errorCode: 'NO_RESOURCE' }] }] }] },
    ],
  })
})

it('shares nothing between accounts and regions', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'mine', RECORDER)
  await busbar.events.send(new PutRuleCommand({ Name: 'mine', EventPattern: EVERYTHING }))
  const others = [clientOf(busbar, OTHER.account, REGION), clientOf(busbar, ACCOUNT, OTHER.region)]
  for (const events of others) {
    expect((await events.send(new ListRulesCommand({}))).Rules).toEqual([])
    const id = await put(events)
    expect(await busbar.admin(`events/${id}`)).toMatchObject({ buses: [{ rules: [] }] })
  }
  const { Functions } = await busbar.lambda.send(new ListFunctionsCommand({}))
  expect(Functions).toHaveLength(1)
})
