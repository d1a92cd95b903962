import { describe, expect, it } from 'vitest'
import type { ReadyEvent } from '../../../src/domain/event/ready-event.ts'
import type { PutEventsEntry, PutEventsResult } from '../../../src/ingest/ingest.ts'
import { otherScope, scope } from '../../contract/builders.ts'
import { busArn, functionArn, NOW, openIngest } from './ingesting.ts'

const anEntry = (change: Partial<PutEventsEntry> = {}): PutEventsEntry => ({
  Source: 'shop',
  DetailType: 'Paid',
  Detail: '{"n":1.0}',
  ...change,
})

const idOf = (result: PutEventsResult | undefined) =>
  result && 'EventId' in result ? result.EventId : ''

describe('entries', () => {
  it('become events, each under the id of its result', async () => {
    const { ingest, store, metrics } = openIngest()
    const results = await ingest.putEvents(
      scope,
      [anEntry({ Time: 1, Resources: ['r'] }), anEntry({ DetailType: 'Refunded' })],
      undefined,
    )
    const { events } = await store.events.read({ order: 'oldest-first', limit: 9 })
    expect(events.map(({ id }) => id)).toEqual(results.map(idOf))
    expect(events[0]).toEqual({
      ...scope,
      bus: 'default',
      id: idOf(results[0]),
      acceptedAt: NOW,
      origin: 'put',
      text: `{"version":"0","id":"${idOf(results[0])}","detail-type":"Paid","source":"shop","account":"${scope.account}","time":"1970-01-01T00:00:01Z","region":"${scope.region}","resources":["r"],"detail":{"n":1.0}}`,
      matches: [],
    })
    expect(events[1]?.text).toContain('"time":"2026-02-03T04:05:06Z"')
    expect(metrics.render()).toContain('busbar_events_accepted_total 2\n')
  })

  it('fail one by one, and the others are accepted', async () => {
    const { ingest, store } = openIngest()
    const results = await ingest.putEvents(
      scope,
      [
        anEntry({ Source: '' }),
        anEntry(),
        anEntry({ Detail: '[]' }),
        anEntry({ Source: 'aws.ec2' }),
        anEntry({ Detail: '{},"account":"999999999999"' }),
      ],
      undefined,
    )
    expect(results.map((result) => ('ErrorCode' in result ? result.ErrorCode : 'ok'))).toEqual([
      'InvalidArgument',
      'ok',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
    ])
    const { events } = await store.events.read({ order: 'oldest-first', limit: 9 })
    expect(events.map(({ id }) => id)).toEqual([idOf(results[1])])
  })

  it.each([
    ['a string', '"text"'],
    ['an array', '[1]'],
    ['a number', '12'],
    ['null', 'null'],
    ['broken JSON', '{"a":}'],
    ['two objects', '{}{}'],
    ['a way out of the envelope', '{},"account":"999999999999","x":{}'],
    ['too deep', `${'{"a":'.repeat(1_100)}1${'}'.repeat(1_100)}`],
  ])('are malformed when the detail is not one JSON object: %s', async (_what, Detail) => {
    const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    const { ingest, putRule } = openIngest()
    expect(await ingest.putEvents(scope, [anEntry({ Detail })], undefined)).toEqual([malformed])
    await putRule({ eventPattern: '{"detail":{"a":[1]}}' })
    expect(await ingest.putEvents(scope, [anEntry({ Detail })], undefined)).toEqual([malformed])
  })

  it('trouble nobody when all of them fail', async () => {
    const { ingest, store, taken } = openIngest()
    store.isDown = true
    expect(await ingest.putEvents(scope, [anEntry({ Source: '' })], undefined)).toMatchObject([
      { ErrorCode: 'InvalidArgument' },
    ])
    expect(taken).toEqual([])
  })

  it('may come from AWS itself where that is allowed', async () => {
    const { ingest } = openIngest({ awsSources: true })
    const results = await ingest.putEvents(scope, [anEntry({ Source: 'aws.ec2' })], undefined)
    expect(results).toEqual([{ EventId: expect.any(String) }])
  })

  it('are refused together when they reach a mebibyte, and taken one byte below', async () => {
    const { ingest, store } = openIngest()
    const { length } = 'shopPaid{"x":""}'
    const entryOf = (size: number) => anEntry({ Detail: `{"x":"${'y'.repeat(size - length)}"}` })
    const [half, other] = [entryOf(524_288), entryOf(524_288)]
    await expect(ingest.putEvents(scope, [half, other], undefined)).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    )
    expect((await store.events.read({ order: 'oldest-first', limit: 9 })).events).toEqual([])
    expect(await ingest.putEvents(scope, [half, entryOf(524_287)], undefined)).toHaveLength(2)
    // The time counts 14 bytes, the name of the bus none.
    const last = entryOf(524_287 - 14)
    const EventBusName = 'b'.repeat(200)
    const timed = { ...last, Time: 1, EventBusName }
    expect(await ingest.putEvents(scope, [half, timed], undefined)).toHaveLength(2)
    const tooLong = { ...timed, Source: 'shop2' }
    await expect(ingest.putEvents(scope, [half, tooLong], undefined)).rejects.toThrow('over the')
  })

  it('go to a bus of the caller by name, and to whom the ARN says by ARN', async () => {
    const { ingest, store, putRule } = openIngest()
    await putRule({ bus: 'orders' })
    await putRule({ bus: 'orders' }, otherScope)
    const arn = `arn:aws:events:${otherScope.region}:${otherScope.account}:event-bus/orders`
    const names = ['orders', arn, 'unknown', busArn]
    await ingest.putEvents(
      scope,
      names.map((EventBusName) => anEntry({ EventBusName })),
      undefined,
    )
    const { events } = await store.events.read({ order: 'oldest-first', limit: 9 })
    expect(events.map(({ account, bus, matches }) => [account, bus, matches.length])).toEqual([
      [scope.account, 'orders', 1],
      [otherScope.account, 'orders', 1],
      // Accepted, and it vanishes: as on AWS.
      [scope.account, 'unknown', 0],
      [scope.account, 'orders', 1],
    ])
    expect(events.map(({ text }) => JSON.parse(text).account)).toEqual(Array(4).fill(scope.account))
  })

  it('carry their own trace header, or that of the request', async () => {
    const { ingest, store, putRule, taken } = openIngest()
    await putRule()
    await ingest.putEvents(scope, [anEntry({ TraceHeader: 'Root=1' }), anEntry()], 'Root=2')
    const { events } = await store.events.read({ order: 'oldest-first', limit: 9 })
    expect(events.map(({ traceHeader }) => traceHeader)).toEqual(['Root=1', 'Root=2'])
    expect(store.pending().map(({ work }) => work)).toMatchObject([
      { traceHeader: 'Root=1' },
      { traceHeader: 'Root=2' },
    ])

    // What is kept ready for a target is nobody's in particular.
    const [untraced] = await ingest.putEvents(scope, [anEntry()], undefined)
    const work = taken.at(-1)?.accepted.claims.map((claim) => claim.work)
    expect(untraced).toHaveProperty('EventId')
    expect(work).toHaveLength(1)
    expect(work?.[0]).not.toHaveProperty('traceHeader')
  })
})

describe('what follows from an event', () => {
  it('is one piece of work for each target of each enabled rule that matches', async () => {
    const { ingest, store, putRule, metrics } = openIngest()
    const targets = [
      { id: 'f', arn: functionArn },
      { id: 'b', arn: busArn },
    ]
    await putRule({ name: 'one', targets })
    await putRule({ name: 'two', eventPattern: '{"detail":{"n":[1]}}' })
    await putRule({ name: 'other', eventPattern: '{"source":["elsewhere"]}' })
    await putRule({ name: 'off', state: 'DISABLED' })
    await putRule({ name: 'elsewhere', bus: 'orders' })
    await ingest.putEvents(scope, [anEntry()], undefined)
    const { events } = await store.events.read({ order: 'oldest-first', limit: 9 })
    const pending = store.pending()
    expect(events[0]?.matches).toMatchObject([
      {
        ruleName: 'one',
        deliveries: [
          { targetId: 'f', queue: 'invocations', workId: pending[0]?.id },
          { targetId: 'b', queue: 'deliveries', workId: pending[1]?.id },
        ],
      },
      { ruleName: 'two', deliveries: [{ targetId: '1', workId: pending[2]?.id }] },
    ])
    expect(pending).toMatchObject([
      { lane: `${scope.account}/${scope.region}/charge`, enqueuedAt: NOW, dueAt: NOW },
      { lane: busArn, work: { kind: 'delivery', via: { ruleName: 'one' } } },
      { lane: `${scope.account}/${scope.region}/charge` },
    ])
    expect(metrics.render()).toContain('busbar_rules_matched_total 2\n')
  })

  it('follows the rules as they change', async () => {
    const { ingest, store, putRule, config } = openIngest()
    const put = async () => {
      await ingest.putEvents(scope, [anEntry()], undefined)
      const { events } = await store.events.read({ order: 'newest-first', limit: 1 })
      return events[0]?.matches.map(({ deliveries }) => deliveries.map(({ targetId }) => targetId))
    }
    expect(await put()).toEqual([])
    await putRule()
    expect(await put()).toEqual([['1']])
    await putRule({ targets: [{ id: '2', arn: functionArn }] })
    expect(await put()).toEqual([['2']])
    await config.delete('rules', [scope.account, scope.region, 'default', 'paid'], 'any')
    expect(await put()).toEqual([])
  })

  it('is taken over at once where there is room, with its event', async () => {
    const { ingest, putRule, taken } = openIngest()
    await putRule()
    const [result] = await ingest.putEvents(scope, [anEntry()], undefined)
    expect(taken).toMatchObject([
      {
        accepted: { claims: [{ event: { id: idOf(result) }, attempts: 0 }], duplicates: [] },
        events: [{ id: idOf(result) }],
        left: [],
      },
    ])
  })

  it('has begun, as far as it can without waiting, when the entries are answered', async () => {
    const { ingest, putRule, begin } = openIngest()
    await putRule()
    let steps = 0
    begin.work = async () => {
      for (; steps < 50; steps += 1) await undefined
    }
    await ingest.putEvents(scope, [anEntry()], undefined)
    expect(steps).toBe(50)
  })

  it('stays in the store where there is none, and whoever takes work over is told', async () => {
    const { ingest, putRule, taken, room, store } = openIngest()
    await putRule()
    room.isFull = true
    await ingest.putEvents(scope, [anEntry()], undefined)
    expect(taken).toMatchObject([{ accepted: { claims: [] }, left: [{ queue: 'invocations' }] }])
    expect(await store.work.claim('invocations', NOW, { max: 9 })).toHaveLength(1)
  })

  it('is nothing when the store cannot take the event, and everything when it can again', async () => {
    const { ingest, putRule, taken, store, metrics } = openIngest()
    await putRule()
    store.isDown = true
    await expect(ingest.putEvents(scope, [anEntry()], undefined)).rejects.toMatchObject({
      kind: 'unavailable',
    })
    expect(taken).toEqual([])
    expect(metrics.render()).toContain('busbar_events_accepted_total 0\n')
    store.isDown = false
    expect(await ingest.putEvents(scope, [anEntry()], undefined)).toHaveLength(1)
    expect(taken).toHaveLength(1)
  })
})

describe('an event that is ready', () => {
  const ready = (change: Partial<ReadyEvent> = {}): ReadyEvent => ({
    scope,
    bus: 'default',
    id: 'e1',
    text: '{"source":"shop","detail":{}}',
    origin: 'bus',
    acceptedAt: 5,
    ...change,
  })

  it('is matched as any other, and keeps its text and origin', async () => {
    const { ingest, store, putRule } = openIngest()
    await putRule()
    expect(await ingest.accept(ready({ traceHeader: 'Root=1' }))).toBe(true)
    const { scope: _scope, ...event } = ready({ traceHeader: 'Root=1' })
    expect(await store.events.find('e1')).toMatchObject([{ ...scope, ...event }])
    expect(store.pending()).toMatchObject([{ event: { id: 'e1' }, enqueuedAt: 5 }])
  })

  it('is accepted once on each bus', async () => {
    const { ingest, store, putRule, metrics } = openIngest()
    await putRule()
    const times = [ready(), ready(), ready({ bus: 'orders' })]
    const answers: boolean[] = []
    for (const event of times) answers.push(await ingest.accept(event))
    expect(answers).toEqual([true, false, true])
    expect(store.pending()).toHaveLength(1)
    expect(metrics.render()).toContain('busbar_events_accepted_total 2\n')
  })

  it('goes to the rule of its schedule alone, whatever that matches', async () => {
    const { ingest, store, putRule } = openIngest()
    await putRule({ name: 'all', eventPattern: '{"source":["shop"]}' })
    await putRule({ name: 'tick', eventPattern: '{"source":["never"]}' })
    await ingest.accept(ready({ origin: 'schedule', onlyRule: 'tick' }))
    const [event] = await store.events.find('e1')
    expect(event?.matches.map(({ ruleName }) => ruleName)).toEqual(['tick'])
    expect(event).not.toHaveProperty('onlyRule')
  })

  it.each(['off', 'gone'])('is accepted for nobody when its rule is %s', async (onlyRule) => {
    const { ingest, store, putRule } = openIngest()
    await putRule({ name: 'off', state: 'DISABLED' })
    expect(await ingest.accept(ready({ origin: 'schedule', onlyRule }))).toBe(true)
    expect((await store.events.find('e1'))[0]?.matches).toEqual([])
    expect(store.pending()).toEqual([])
  })
})
