import { describe, expect, it } from 'vitest'
import { createBusForwarder } from '../../../src/delivery/forward-to-bus.ts'
import type { ReadyEvent } from '../../../src/domain/event/ready-event.ts'
import { Unavailable } from '../../../src/domain/faults.ts'
import type { Target } from '../../../src/domain/target.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import type { LoggedEvent } from '../../../src/store/event-log.ts'
import type { Claim } from '../../../src/store/work-queue.ts'
import { aBus, anInvocation, otherScope, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { aClaim, aJobFor, aPutEvent, via } from './attempting.ts'

const arnOf = ({ account, region } = scope, bus = 'orders') =>
  `arn:aws:events:${region}:${account}:event-bus/${bus}`

/** The bus `orders` in two accounts and regions. */
async function open() {
  const config = createInMemoryConfigStore()
  for (const { account, region } of [scope, otherScope]) {
    await config.put('event_buses', [account, region, 'orders'], aBus(), 'absent')
  }
  const clock = createManualClock(1_000)
  const { events } = createInMemoryStore()
  const arrived: ReadyEvent[] = []
  const room = { error: undefined as Error | undefined, fraction: 0.5 }
  const accept = async (event: ReadyEvent) => {
    if (room.error) throw room.error
    arrived.push(event)
    return true
  }
  const random = { uuid: () => 'unused', fraction: () => room.fraction }
  const forward = createBusForwarder({ accept, config, events, clock, random })
  const deliver = (
    target: Partial<Target> = {},
    event: LoggedEvent = aPutEvent(),
    claim: Partial<Claim> = {},
  ) => forward(aJobFor(event, { kind: 'delivery', via: via(target) }, claim))
  return { forward, deliver, arrived, room, clock }
}

describe('an event that goes to another bus', () => {
  it('arrives as it is', async () => {
    const { deliver, arrived } = await open()
    const event = aPutEvent({ traceHeader: 'Root=1' })
    expect(await deliver({}, event)).toMatchObject({
      next: 'done',
      attempt: { number: 1, outcome: 'succeeded' },
    })
    expect(arrived).toEqual([
      {
        scope,
        bus: 'orders',
        id: event.id,
        text: event.text,
        origin: 'bus',
        acceptedAt: 1_000,
        traceHeader: 'Root=1',
      },
    ])
  })

  it('keeps its id, account and region in another account', async () => {
    const { deliver, arrived } = await open()
    const arn = arnOf({ ...scope, account: otherScope.account }, 'default')
    await deliver({ arn })
    expect(arrived).toMatchObject([
      { scope: { ...scope, account: otherScope.account }, bus: 'default', id: aPutEvent().id },
    ])
    expect(arrived[0]?.text).toBe(aPutEvent().text)
  })

  it('gets the id of its delivery in another region, the same at each attempt', async () => {
    const { deliver, arrived } = await open()
    const claim = { id: '99999999-2222-4333-8444-555555555555' }
    for (const attempts of [0, 1]) {
      await deliver({ arn: arnOf(otherScope) }, aPutEvent(), { ...claim, attempts })
    }
    expect(arrived.map(({ id }) => id)).toEqual([claim.id, claim.id])
    expect(arrived[0]?.text).toBe(aPutEvent().text.replace(aPutEvent().id, claim.id))
  })

  describe('that two rules send it to', () => {
    const matches = ['w1', 'w2'].map((workId) => ({
      ruleName: workId,
      ruleArn: 'arn:rule',
      deliveries: [{ targetId: '1', targetArn: arnOf(), queue: 'deliveries' as const, workId }],
    }))

    it('arrives twice as it is, each arrival named after its delivery at each attempt', async () => {
      const { deliver, arrived } = await open()
      const event = aPutEvent({ matches })
      for (const id of ['w2', 'w1', 'w2']) await deliver({}, event, { id })
      expect(arrived.map(({ id }) => id)).toEqual(['w2', event.id, 'w2'])
      expect(new Set(arrived.map(({ text }) => text))).toEqual(new Set([event.text]))
    })
  })

  it.each([
    ['an account', { ...scope, account: otherScope.account }, 'THIRD_ACCOUNT_HOP_DETECTED'],
    ['a region', { ...scope, region: otherScope.region }, 'THIRD_REGION_HOP_DETECTED'],
    ['a bus beside it', scope, 'THIRD_ACCOUNT_HOP_DETECTED'],
  ])('goes no further to %s when it came from a bus', async (_where, to, errorCode) => {
    const { deliver, arrived } = await open()
    const outcome = await deliver({ arn: arnOf(to) }, aPutEvent({ origin: 'bus' }))
    expect(outcome).toMatchObject({ next: 'done', attempt: { outcome: 'failed', errorCode } })
    expect(arrived).toEqual([])
  })

  it('fails at once when the bus is gone', async () => {
    const { deliver, arrived } = await open()
    expect(await deliver({ arn: arnOf(scope, 'gone') })).toMatchObject({
      next: 'done',
      attempt: { outcome: 'failed', errorCode: 'NO_RESOURCE' },
    })
    expect(arrived).toEqual([])
  })

  it('fails when the log does not have it any more', async () => {
    const { forward } = await open()
    const { claim } = aJobFor(aPutEvent(), { kind: 'delivery', via: via() })
    expect(await forward({ claim })).toMatchObject({ attempt: { errorCode: 'INTERNAL_ERROR' } })
  })
})

describe('a bus that cannot accept', () => {
  it.each([
    [0, 1_500],
    [3, 5_000],
    [100, 501_000],
  ])('is tried again after %i attempts with a growing, random wait', async (attempts, at) => {
    const { deliver, room } = await open()
    room.error = new Unavailable('The disk is full.')
    expect(await deliver({}, aPutEvent(), { attempts })).toMatchObject({
      next: 'retry',
      at,
      attempt: { number: attempts + 1, outcome: 'retrying', errorMessage: 'The disk is full.' },
    })
  })

  it.each<[string, Partial<Target>, Partial<Claim>]>([
    ['185 retries', {}, { attempts: 185 }],
    ['the retries of its policy', { retryPolicy: { maximumRetryAttempts: 2 } }, { attempts: 2 }],
    ['the age of its policy', { retryPolicy: { maximumEventAgeInSeconds: 60 } }, { attempts: 9 }],
  ])('is given up after %s', async (_what, target, claim) => {
    const { deliver, room } = await open()
    room.error = new Unavailable('The disk is full.')
    expect(await deliver(target, aPutEvent(), claim)).toMatchObject({
      next: 'done',
      attempt: { outcome: 'failed', errorCode: 'INTERNAL_ERROR' },
    })
  })

  it('passes bugs on to the dispatcher', async () => {
    const { deliver, forward, room } = await open()
    room.error = new TypeError('oops')
    await expect(deliver()).rejects.toThrow('oops')
    const claim = aClaim({ work: anInvocation() })
    await expect(forward({ claim })).rejects.toThrow('not a delivery')
  })
})
