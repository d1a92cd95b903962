import { describe, expect, it } from 'vitest'
import type { LoggedEvent } from '../../src/store/event-log.ts'
import { anAttempt, anEvent, idsOf, otherScope, scope, someWork, toRef } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

const everything = { before: 0, maxBytes: Number.MAX_SAFE_INTEGER, limit: 100 }

export function describeEventLog(open: OpenHarness): void {
  describe('reading the event log', () => {
    const harness = useHarness(open)
    const events = () => harness.store.events
    const accept = async (...accepted: readonly LoggedEvent[]) => {
      for (const event of accepted) await harness.store.accept({ events: [event], work: [] })
    }
    const at = (acceptedAt: number, change: Partial<LoggedEvent> = {}) =>
      anEvent({ acceptedAt, ...change })

    it('is empty at first', async () => {
      expect(await events().read({ order: 'newest-first', limit: 5 })).toEqual({ events: [] })
      expect(await events().find('none')).toEqual([])
    })

    it('finds an event where a claim says that it is', async () => {
      const [a, b] = [at(1), at(2)]
      await accept(a)
      const work = { ...someWork({ event: toRef(b) }), lease: false }
      await harness.store.accept({ events: [b, at(3)], work: [work] })
      const [claim] = await harness.store.work.claim('invocations', 2_000, { max: 1 })
      expect(await events().find(b.id, claim?.eventPosition)).toEqual([b])
      expect(await events().find('none', claim?.eventPosition)).toEqual([])
    })

    it('goes either way', async () => {
      const [a, b, c] = [at(1), at(2), at(3)]
      await accept(a, b, c)
      const oldest = await events().read({ order: 'oldest-first', limit: 5 })
      expect(oldest.events).toEqual([a, b, c])
      const newest = await events().read({ order: 'newest-first', limit: 5 })
      expect(newest.events).toEqual([c, b, a])
    })

    it.each(['oldest-first', 'newest-first'] as const)('pages through all, %s', async (order) => {
      await accept(...Array.from({ length: 7 }, (_, i) => at(i)))
      const all = await events().read({ order, limit: 100 })
      const seen: string[] = []
      let page = await events().read({ order, limit: 3 })
      seen.push(...idsOf(page.events))
      while (page.next !== undefined) {
        page = await events().read({ order, limit: 3, after: page.next })
        seen.push(...idsOf(page.events))
      }
      expect(seen).toEqual(idsOf(all.events))
      expect(seen).toHaveLength(7)
    })

    it('has no next place when a page ends with the last event', async () => {
      await accept(at(1), at(2))
      expect((await events().read({ order: 'oldest-first', limit: 2 })).next).toBeUndefined()
    })

    it('reads one scope, or one bus of it', async () => {
      const own = at(1)
      const onBus = at(2, { bus: 'orders' })
      const foreign = at(3, { ...otherScope, bus: 'orders' })
      await accept(own, onBus, foreign)
      const ofScope = await events().read({ scope, order: 'oldest-first', limit: 9 })
      expect(ofScope.events).toEqual([own, onBus])
      const ofBus = await events().read({ scope, bus: 'orders', order: 'newest-first', limit: 9 })
      expect(ofBus.events).toEqual([onBus])
    })

    it('reads from a time on, that time included', async () => {
      const [a, b, c, d] = [at(10), at(20), at(20), at(30)]
      await accept(a, b, c, d)
      const from = async (acceptedAt: number) => {
        const page = await events().read({
          order: 'oldest-first',
          after: { acceptedAt },
          limit: 9,
        })
        return page.events
      }
      expect(await from(0)).toEqual([a, b, c, d])
      expect(await from(20)).toEqual([b, c, d])
      expect(await from(21)).toEqual([d])
      expect(await from(31)).toEqual([])
    })

    it('reads back from a time, that time included', async () => {
      const [a, b, c] = [at(10), at(20), at(30)]
      await accept(a, b, c)
      const after = { acceptedAt: 20 }
      const page = await events().read({ order: 'newest-first', after, limit: 9 })
      expect(page.events).toEqual([b, a])
    })

    it('goes on from a place after a restart, and sees what came meanwhile', async () => {
      const [a, b] = [at(1), at(2)]
      await accept(a, b)
      const { next } = await events().read({ order: 'oldest-first', limit: 1 })
      await harness.restart()
      const c = at(3)
      await accept(c)
      const after = next ?? ''
      const page = await events().read({ order: 'oldest-first', limit: 9, after })
      expect(page.events).toEqual([b, c])
    })

    it('has no gaps when it is read while events arrive', async () => {
      const arriving = Array.from({ length: 300 }, (_, i) => at(i))
      const done = Promise.all(
        arriving.map((event) => harness.store.accept({ events: [event], work: [] })),
      )
      const seen: string[] = []
      let after: string | { acceptedAt: number } = { acceptedAt: 0 }
      while (seen.length < arriving.length) {
        const page = await events().read({ order: 'oldest-first', after, limit: 1 })
        // Exactly one more than asked for tells the place; the last one is read by itself.
        seen.push(...idsOf(page.events))
        if (page.next === undefined) {
          await done
          const rest = await events().read({ order: 'oldest-first', after, limit: 1_000 })
          seen.splice(seen.length - page.events.length, page.events.length, ...idsOf(rest.events))
          break
        }
        after = page.next
      }
      expect(seen).toEqual(idsOf(arriving))
    })
  })

  describe('the history of work', () => {
    const harness = useHarness(open)
    const history = async (...ids: string[]) => harness.store.events.history(ids)

    it('knows nothing about work that there never was', async () => {
      expect(await history('none')).toEqual([{ workId: 'none', attempts: [] }])
    })

    it('tells attempts and when the next one is due', async () => {
      const work = someWork()
      const [claim] = await harness.store.work.enqueue([work], true)
      if (claim === undefined) throw new Error('It was leased.')
      const pending = { enqueuedAt: work.enqueuedAt, work: work.work }
      expect(await history(work.id)).toEqual([
        { workId: work.id, attempts: [], pending: { ...pending, dueAt: 1_000, leased: true } },
      ])
      const failed = anAttempt({ outcome: 'retrying', errorCode: 'E', errorMessage: 'no' })
      await harness.store.work.settle([{ claim, next: 'retry', at: 5_000, attempt: failed }])
      expect(await history(work.id)).toEqual([
        {
          workId: work.id,
          attempts: [failed],
          pending: { ...pending, dueAt: 5_000, leased: false },
        },
      ])
    })

    it('keeps the attempts after the work is done, in order, also over a crash', async () => {
      const work = someWork()
      const attempts = [
        anAttempt({ outcome: 'retrying' }),
        anAttempt({ number: 2, outcome: 'failed', errorCode: 'E' }),
      ]
      await harness.store.work.enqueue([work], false)
      const [first] = await harness.store.work.claim('invocations', 2_000, { max: 1 })
      if (first === undefined) throw new Error('It was due.')
      await harness.store.work.settle([
        { claim: first, next: 'retry', at: 3_000, attempt: anAttempt({ outcome: 'retrying' }) },
      ])
      const [second] = await harness.store.work.claim('invocations', 3_000, { max: 1 })
      if (second === undefined) throw new Error('It was due.')
      const last = anAttempt({ number: 2, outcome: 'failed', errorCode: 'E' })
      await harness.store.work.settle([{ claim: second, next: 'done', attempt: last }])
      await harness.crash()
      expect(await history(work.id)).toEqual([{ workId: work.id, attempts }])
    })

    it('keeps with the last attempt what is kept of an invocation that is over', async () => {
      const ended = {
        acceptedAt: 900,
        functionArn: 'arn:f',
        cause: { requestId: 'r', functionArn: 'arn:g' },
        condition: 'Success',
        destination: { arn: 'arn:"h"', deliveryId: 'd', becomes: 'b' },
      } as const
      const [claim] = await harness.store.work.enqueue([someWork()], true)
      if (claim === undefined) throw new Error('It was leased.')
      const attempt = anAttempt({ ended })
      await harness.store.work.settle([{ claim, next: 'done', attempt }])
      await harness.crash()
      expect(await history(claim.id)).toEqual([{ workId: claim.id, attempts: [attempt] }])
    })

    it('answers for each id that was asked for, in that order', async () => {
      const works = [someWork(), someWork()]
      await harness.store.work.enqueue(works, false)
      const asked = [works[1]?.id ?? '', 'none', works[0]?.id ?? '']
      expect((await history(...asked)).map(({ workId }) => workId)).toEqual(asked)
    })
  })

  describe('pruning history', () => {
    const harness = useHarness(open)
    const events = () => harness.store.events
    const all = async () =>
      (await events().read({ order: 'oldest-first', limit: 1_000 })).events.map(({ id }) => id)
    const accept = async (acceptedAt: number, { pending = false, text = '{}' } = {}) => {
      const event = anEvent({ acceptedAt, text })
      const work = { ...someWork({ event: toRef(event) }), lease: true }
      const { claims } = await harness.store.accept({ events: [event], work: [work] })
      const attempt = anAttempt()
      const settlements = claims.map((claim) => ({ claim, next: 'done' as const, attempt }))
      if (!pending) await harness.store.work.settle(settlements)
      return { event, work, settlements }
    }

    it('removes what was accepted before a time, with its attempts', async () => {
      const old = await accept(10)
      const young = await accept(20)
      expect(await events().prune({ ...everything, before: 20 })).toBe(1)
      expect(await events().prune({ ...everything, before: 20 })).toBe(0)
      expect(await all()).toEqual([young.event.id])
      const [gone, kept] = await events().history([old.work.id, young.work.id])
      expect(gone?.attempts).toEqual([])
      expect(kept?.attempts).toHaveLength(1)
    })

    it('removes no more than it may at once, the oldest first', async () => {
      const ids: string[] = []
      for (let i = 0; i < 5; i += 1) ids.push((await accept(i)).event.id)
      expect(await events().prune({ ...everything, before: 100, limit: 2 })).toBe(2)
      expect(await all()).toEqual(ids.slice(2))
    })

    it('never removes what pending work needs, and removes it once that is done', async () => {
      const waiting = await accept(10, { pending: true })
      const done = await accept(11)
      expect(await events().prune({ ...everything, before: 100 })).toBe(1)
      expect(await events().prune({ ...everything, before: 100 })).toBe(0)
      expect(await all()).toEqual([waiting.event.id])
      expect(done.event.id).not.toBe(waiting.event.id)
      await harness.store.work.settle(waiting.settlements)
      expect(await events().prune({ ...everything, before: 100 })).toBe(1)
      expect(await all()).toEqual([])
    })

    it('keeps an event whose work was moved to the other queue', async () => {
      const { event, settlements } = await accept(10, { pending: true })
      const attempt = anAttempt({ outcome: 'succeeded' })
      await harness.store.work.settle(
        settlements.map(({ claim }) => ({
          claim,
          next: 'move',
          to: 'deliveries',
          lane: 'dead-letters',
          attempt,
        })),
      )
      expect(await events().prune({ ...everything, before: 100 })).toBe(0)
      expect(await all()).toEqual([event.id])
    })

    it('keeps an event for work that was added later', async () => {
      const { event } = await accept(10)
      await harness.store.work.enqueue([someWork({ event: toRef(event) })], false)
      expect(await events().prune({ ...everything, before: 100 })).toBe(0)
      expect(await all()).toEqual([event.id])
    })

    it('gets past more pending events than one step looks at', async () => {
      const parked = Array.from({ length: 2_500 }, () => anEvent({ acceptedAt: 1 }))
      const work = parked.map((event) => ({ ...someWork({ event: toRef(event) }), lease: false }))
      await harness.store.accept({ events: parked, work })
      const done = await accept(2)
      expect(await events().prune({ ...everything, before: 100 })).toBe(1)
      expect(await all()).not.toContain(done.event.id)
    })

    it('bounds the size of what is kept, whatever its age', async () => {
      const ids: string[] = []
      const text = JSON.stringify('x'.repeat(98))
      for (let i = 0; i < 6; i += 1) ids.push((await accept(1_000, { text })).event.id)
      const limits = { ...everything, maxBytes: 350 }
      expect(await events().prune(limits)).toBe(3)
      expect(await events().prune(limits)).toBe(0)
      expect(await all()).toEqual(ids.slice(3))
    })

    it.each(['restart', 'crash'] as const)('knows the size after a %s', async (how) => {
      const text = JSON.stringify('ä'.repeat(49))
      for (let i = 0; i < 4; i += 1) await accept(1_000, { text })
      await harness[how]()
      expect(await events().prune({ ...everything, maxBytes: 200 })).toBe(2)
      expect(await all()).toHaveLength(2)
    })

    it('removes attempts at work that carried no event', async () => {
      const work = someWork()
      const claims = await harness.store.work.enqueue([work], true)
      const attempt = anAttempt({ endedAt: 50 })
      await harness.store.work.settle(claims.map((claim) => ({ claim, next: 'done', attempt })))
      await events().prune({ ...everything, before: 50 })
      expect((await events().history([work.id]))[0]?.attempts).toHaveLength(1)
      await events().prune({ ...everything, before: 51 })
      expect((await events().history([work.id]))[0]?.attempts).toEqual([])
    })

    it('leaves no trace by which a pruned event would be a duplicate', async () => {
      const { event } = await accept(1)
      await events().prune({ ...everything, before: 100 })
      const { duplicates } = await harness.store.accept({ events: [event], work: [] })
      expect(duplicates).toEqual([])
    })

    it('never gives a place out twice, also when the log was emptied', async () => {
      await accept(1)
      await accept(2)
      const { next } = await events().read({ order: 'oldest-first', limit: 1 })
      await events().prune({ ...everything, before: 100 })
      await harness.restart()
      const fresh = await accept(3)
      const after = next ?? ''
      const page = await events().read({ order: 'oldest-first', after, limit: 9 })
      expect(idsOf(page.events)).toEqual([fresh.event.id])
    })
  })
}
