import { describe, expect, it } from 'vitest'
import { anAttempt, anEvent, idsOf, otherScope, scope, someWork, toRef } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

export function describeAccept(open: OpenHarness): void {
  describe('accepting events with their work', () => {
    const harness = useHarness(open)
    const store = () => harness.store
    const acceptOne = (event = anEvent(), lease = false) => {
      const work = { ...someWork({ event: toRef(event) }), lease }
      return store().accept({ events: [event], work: [work] })
    }

    it('takes an event without work', async () => {
      const event = anEvent()
      const accepted = await store().accept({ events: [event], work: [] })
      expect(accepted).toEqual({ claims: [], duplicates: [] })
      expect(await store().events.find(event.id)).toEqual([event])
    })

    it('keeps every member of an event', async () => {
      const deliveries = [
        { targetId: 't', targetArn: 'arn:t', queue: 'deliveries', workId: 'w' } as const,
      ]
      const matches = [{ ruleName: 'paid', ruleArn: 'arn:r', deliveries }]
      const text = '{"detail":{"n":1.0,"n":12345678901234567890,"ü":"\\u0000"}}'
      const event = anEvent({ matches, text, origin: 'schedule', traceHeader: 'Root=1' })
      await store().accept({ events: [event], work: [] })
      expect(await store().events.find(event.id)).toEqual([event])
    })

    it('takes an event that is nested deeper than SQLite would parse', async () => {
      const text = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
      const event = anEvent({ text })
      await store().accept({ events: [event], work: [] })
      expect(await store().events.find(event.id)).toEqual([event])
    })

    it('leases the work that the caller takes over, and only that', async () => {
      const event = anEvent()
      const own = { ...someWork({ event: toRef(event), payload: '{"a":1}' }), lease: true }
      const left = { ...someWork({ event: toRef(event) }), lease: false }
      const { claims } = await store().accept({ events: [event], work: [own, left] })
      const { lease, ...parts } = own
      expect(claims).toEqual([{ ...parts, attempts: 0, token: expect.any(String) }])
      const found = await store().work.claim('invocations', 2_000, { max: 9 })
      expect(idsOf(found)).toEqual([left.id])
      expect(lease).toBe(true)
    })

    it('names an event that the log holds, and writes neither it nor its work again', async () => {
      const event = anEvent()
      await acceptOne(event)
      const again = await acceptOne({ ...event, text: '{"other":1}' }, true)
      expect(again).toEqual({ claims: [], duplicates: [toRef(event)] })
      expect(await store().events.find(event.id)).toEqual([event])
      expect(await store().work.depth('invocations', 2_000)).toMatchObject({ ready: 1, leased: 0 })
    })

    it('names a duplicate also when the unit is repeated before the first one is through', async () => {
      const event = anEvent()
      const [first, second] = await Promise.all([acceptOne(event), acceptOne(event)])
      expect(first.duplicates).toEqual([])
      expect(second.duplicates).toEqual([toRef(event)])
    })

    it('names a duplicate after its work is done', async () => {
      const event = anEvent()
      const { claims } = await acceptOne(event, true)
      const attempt = anAttempt()
      await store().work.settle(claims.map((claim) => ({ claim, next: 'done', attempt })))
      expect((await acceptOne(event, true)).duplicates).toEqual([toRef(event)])
      expect(await store().work.claim('invocations', 9_000, { max: 9 })).toEqual([])
    })

    it.each(['restart', 'crash'] as const)('names a duplicate after a %s', async (how) => {
      const event = anEvent()
      await acceptOne(event)
      await harness[how]()
      expect((await acceptOne(event)).duplicates).toEqual([toRef(event)])
    })

    it('takes the fresh events of a unit that has duplicates too', async () => {
      const [old, fresh] = [anEvent(), anEvent()]
      await acceptOne(old)
      const work = [old, fresh].map((event) => ({ ...someWork({ event }), lease: true }))
      const accepted = await store().accept({ events: [old, fresh], work })
      expect(accepted.duplicates).toEqual([toRef(old)])
      expect(idsOf(accepted.claims)).toEqual([work[1]?.id])
    })

    it('takes one id once on each bus, and in each account and region', async () => {
      const event = anEvent()
      const others = [
        { ...event, bus: 'orders' },
        { ...event, region: otherScope.region },
        { ...event, account: otherScope.account },
      ]
      for (const one of [event, ...others]) {
        expect((await store().accept({ events: [one], work: [] })).duplicates).toEqual([])
      }
      expect(await store().events.find(event.id)).toEqual([event, ...others])
    })

    it('tells apart many ids, and knows each of them again', async () => {
      const events = Array.from({ length: 3_000 }, () => anEvent())
      const first = await store().accept({ events, work: [] })
      expect(first.duplicates).toEqual([])
      const again = await store().accept({ events, work: [] })
      expect(again.duplicates).toEqual(events.map(toRef))
    })

    it('leaves work as it is whose id the queue holds', async () => {
      const work = someWork({ lane: 'first' })
      await store().work.enqueue([work], false)
      const event = anEvent()
      const again = { ...work, lane: 'second', lease: true }
      const { claims } = await store().accept({ events: [event], work: [again] })
      expect(claims).toEqual([])
      const [found] = await store().work.claim('invocations', 2_000, { max: 1 })
      expect(found?.lane).toBe('first')
    })

    it.each(['restart', 'crash'] as const)(
      'has all that it acknowledged after a %s, once',
      async (how) => {
        const events = Array.from({ length: 200 }, (_, i) => anEvent({ acceptedAt: 1_000 + i }))
        await Promise.all(events.map((event) => acceptOne(event, true)))
        await harness[how]()
        const page = await store().events.read({ scope, order: 'oldest-first', limit: 1_000 })
        expect(idsOf(page.events).toSorted()).toEqual(idsOf(events).toSorted())
        const claims = await store().work.claim('invocations', 2_000, { max: 1_000 })
        expect(claims.map(({ event }) => event?.id).toSorted()).toEqual(idsOf(events).toSorted())
      },
    )
  })
}
