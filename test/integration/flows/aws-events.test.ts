import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

/** The part of each event's pattern that no other of them has; the source is added to it. */
const PATTERNS: Readonly<Record<string, object>> = {
  'autoscaling-instance-launch': {
    detail: { Details: { 'Availability Zone': [{ suffix: '-1b' }] }, StatusMessage: [''] },
  },
  'batch-job-state-change': {
    detail: {
      status: ['FAILED'],
      container: { resourceRequirements: { type: ['MEMORY'], value: ['4096'] } },
    },
  },
  'cloudtrail-api-call': {
    detail: { eventName: [{ prefix: 'Create' }], responseElements: [null], readOnly: [false] },
  },
  'codebuild-build-state-change': {
    detail: { 'additional-information': { phases: { 'phase-status': ['FAILED'] } } },
  },
  'codepipeline-execution-state-change': {
    detail: { state: [{ 'anything-but': ['STARTED'] }], version: [{ numeric: ['=', 7] }] },
  },
  'ec2-instance-state-change': { detail: { state: ['running'] } },
  'ecs-task-state-change': {
    detail: { attachments: { details: { value: [{ cidr: '10.0.0.0/16' }] } } },
  },
  'guardduty-finding': {
    detail: {
      service: {
        action: {
          networkConnectionAction: {
            remoteIpDetails: { geoLocation: { lat: [{ numeric: ['>=', -0.5, '<', 0] }] } },
          },
        },
      },
    },
  },
  'health-event': {
    'detail-type': [{ 'equals-ignore-case': 'aws health event' }],
    resources: [{ prefix: 'i-' }],
  },
  's3-object-created': {
    detail: {
      bucket: { name: ['example-orders'] },
      object: { key: [{ wildcard: 'incoming/*.csv' }] },
    },
  },
  'scheduled-event': { resources: [{ suffix: 'rule/every-half-hour' }] },
  'step-functions-execution-status-change': {
    detail: { stateMachineAliasArn: [null], output: [{ exists: true }] },
  },
}

type AwsEvent = {
  readonly id: string
  readonly source: string
  readonly 'detail-type': string
  readonly time: string
  readonly resources: string[]
  readonly detail: object
}

const folder = join(import.meta.dirname, '../../../examples/orders/events')
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
const textOf = (name: string) => readFileSync(join(folder, `${name}.json`), 'utf8')
const documented = (name: string): AwsEvent => JSON.parse(textOf(name))

async function putRules(events: EventBridgeClient, target: string): Promise<void> {
  for (const name of names) {
    const pattern = { source: [documented(name).source], ...PATTERNS[name] }
    await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }))
    await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: '1', Arn: target }] }))
  }
}

function entryOf(name: string) {
  const event = documented(name)
  return {
    Source: event.source,
    DetailType: event['detail-type'],
    Time: new Date(event.time),
    Resources: event.resources,
    Detail: JSON.stringify(event.detail),
  }
}

/** In two requests, since one takes ten entries. @returns the id of each, by name. */
async function sendAll(events: EventBridgeClient): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const some of [names.slice(0, 6), names.slice(6)]) {
    const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: some.map(entryOf) }))
    for (const [index, name] of some.entries()) ids.set(name, Entries[index]?.EventId ?? '')
  }
  return ids
}

describe('events in the shapes that AWS documents', () => {
  let busbar: Busbar
  let ids: ReadonlyMap<string, string>
  let arrived: ReadonlyMap<string, AwsEvent>
  beforeAll(async () => {
    busbar = await startBusbar({ awsSources: 'allow' })
    await putRules(busbar.events, await createFunction(busbar.lambda, 'seen', RECORDER))
    ids = await sendAll(busbar.events)
    await busbar.settle()
    const events = (await recordedBy(busbar, 'seen')) as AwsEvent[]
    arrived = new Map(events.map((event) => [event.id, event]))
  })
  afterAll(() => busbar[Symbol.asyncDispose]())

  it('are a dozen, each with a pattern', () => {
    expect(names).toEqual(Object.keys(PATTERNS))
    expect(arrived.size).toBe(12)
  })

  it.each(names)('%s matches its own pattern and no other', async (name) => {
    expect(await busbar.admin(`events/${ids.get(name)}`)).toMatchObject({
      buses: [{ rules: [{ rule: name, targets: [{ status: 'succeeded' }] }] }],
    })
    const { buses } = (await busbar.admin(`events/${ids.get(name)}`)) as {
      buses: { rules: object[] }[]
    }
    expect(buses.map(({ rules }) => rules.length)).toEqual([1])
  })

  it.each(names)('%s arrives as documented, member by member in their order', (name) => {
    const id = ids.get(name) ?? ''
    const expected = { ...documented(name), id, account: ACCOUNT, region: REGION }
    // As text: it holds the order of the members on every level.
    expect(JSON.stringify(arrived.get(id), undefined, 1)).toBe(
      JSON.stringify(expected, undefined, 1),
    )
  })
})
