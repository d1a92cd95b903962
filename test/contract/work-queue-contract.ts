import { describe, expect, it } from 'vitest'
import type { Claim, NewWork, Settlement } from '../../src/store/work-queue.ts'
import { anAttempt, anEvent, anInvocation, idsOf, someWork, toRef } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

const retrying = anAttempt({ outcome: 'retrying' })

export function describeWorkQueue(open: OpenHarness): void {
  const use = () => {
    const harness = useHarness(open)
    const work = () => harness.store.work
    return {
      harness,
      work,
      enqueue: (...items: readonly NewWork[]) => work().enqueue(items, false),
      claim: (now: number, max = 100) => work().claim('invocations', now, { max }),
      async claimOne(now: number): Promise<Claim> {
        const [claim] = await work().claim('invocations', now, { max: 1 })
        if (claim === undefined) throw new Error('Nothing is due.')
        return claim
      },
      async settle(...settlements: readonly Settlement[]) {
        return work().settle(settlements)
      },
    }
  }

  describe('claiming work', () => {
    const { harness, work, enqueue, claim, claimOne, settle } = use()

    it('gives back what was enqueued', async () => {
      const event = toRef(anEvent())
      const item = someWork({ event, payload: '{"a":"\\u0000"}' })
      await enqueue(item)
      expect(await claim(1_000)).toEqual([{ ...item, attempts: 0, token: expect.any(String) }])
    })

    it('leases what is enqueued for the caller itself', async () => {
      const item = someWork()
      const claims = await work().enqueue([item], true)
      expect(claims).toEqual([{ ...item, attempts: 0, token: expect.any(String) }])
      expect(await claim(9_000)).toEqual([])
      expect(await settle(...claims.map(doneWith))).toEqual(['ok'])
    })

    it('leaves an id as it is that the queue holds', async () => {
      const item = someWork({ lane: 'first' })
      await enqueue(item)
      expect(await work().enqueue([{ ...item, lane: 'second' }], true)).toEqual([])
      expect((await claim(1_000)).map(({ lane }) => lane)).toEqual(['first'])
    })

    it('keeps one id apart in the two queues', async () => {
      const item = someWork()
      await enqueue(item, { ...item, queue: 'deliveries' })
      expect(await claim(1_000)).toHaveLength(1)
      expect(await work().claim('deliveries', 1_000, { max: 9 })).toHaveLength(1)
    })

    it('never hands out early, and exactly when due', async () => {
      await enqueue(someWork({ dueAt: 5_000 }))
      expect(await claim(4_999)).toEqual([])
      expect(await claim(5_000)).toHaveLength(1)
    })

    it('hands out what is due longest, and no more than asked for', async () => {
      const items = [300, 100, 200].map((dueAt) => someWork({ dueAt }))
      await enqueue(...items)
      const claims = await claim(1_000, 2)
      expect(claims.map(({ dueAt }) => dueAt)).toEqual([100, 200])
      expect((await claim(1_000, 2)).map(({ dueAt }) => dueAt)).toEqual([300])
      expect(await claim(1_000, 0)).toEqual([])
    })

    it('hands out in the order of arrival what is due at the same time', async () => {
      const items = Array.from({ length: 5 }, () => someWork())
      await enqueue(...items)
      expect(idsOf(await claim(1_000))).toEqual(idsOf(items))
    })

    it.each([
      ['one lane', { lanes: ['deep'] }],
      ['any lane', {}],
    ])('hands out much work of %s in its order, portion by portion', async (_name, options) => {
      const items = Array.from({ length: 60 }, (_, i) =>
        someWork({ lane: 'deep', dueAt: 100 + Math.floor(i / 7) }),
      )
      await enqueue(...items.slice(30), ...items.slice(0, 30))
      await enqueue(someWork({ lane: 'deep', dueAt: 2_000 }))
      const first = await work().claim('invocations', 1_000, { max: 25, ...options })
      const rest = await work().claim('invocations', 1_000, { max: 100, ...options })
      expect([first.length, rest.length]).toEqual([25, 35])
      const all = [...first, ...rest]
      expect(all.map(({ dueAt }) => dueAt)).toEqual(items.map(({ dueAt }) => dueAt))
      expect(new Set(idsOf(all))).toEqual(new Set(idsOf(items)))
      const ends = all.map((claim): Settlement => ({ claim, next: 'done', attempt: anAttempt() }))
      expect(new Set(await settle(...ends))).toEqual(new Set(['ok']))
    })

    it('claims some lanes only, or all but some', async () => {
      const [a, b, c] = ['a', 'b', 'c'].map((lane, i) => someWork({ lane, dueAt: 900 - i }))
      await enqueue(...[a, b, c].filter((item) => item !== undefined))
      const only = await work().claim('invocations', 1_000, { max: 9, lanes: ['c', 'a', 'c'] })
      expect(only.map(({ lane }) => lane)).toEqual(['c', 'a'])
      await settle(...only.map((claim): Settlement => ({ claim, next: 'release', at: 1 })))
      const except = await work().claim('invocations', 1_000, { max: 9, exceptLanes: ['c'] })
      expect(except.map(({ lane }) => lane)).toEqual(['a', 'b'])
    })

    it('takes the longest due over several lanes, a few from a deep one', async () => {
      const lanes = ['a', 'b'].flatMap((lane, i) =>
        [0, 10, 20].map((dueAt) => someWork({ lane, dueAt: dueAt + i })),
      )
      await enqueue(...lanes)
      const claims = await work().claim('invocations', 1_000, { max: 5, exceptLanes: ['x'] })
      expect(claims.map(({ dueAt }) => dueAt)).toEqual([0, 1, 10, 11, 20])
    })

    it('claims nothing of no lanes, or of lanes both wanted and excepted', async () => {
      await enqueue(someWork({ lane: 'a' }))
      expect(await work().claim('invocations', 1_000, { max: 9, lanes: [] })).toEqual([])
      const options = { max: 9, lanes: ['a'], exceptLanes: ['a'] }
      expect(await work().claim('invocations', 1_000, options)).toEqual([])
    })

    it('hands out 10,000 items to 8 claimers, each once', async () => {
      const items = Array.from({ length: 10_000 }, () => someWork())
      await enqueue(...items)
      const claimed: string[] = []
      const claimer = async () => {
        for (;;) {
          const claims = await claim(1_000, 50)
          if (claims.length === 0) return
          claimed.push(...idsOf(claims))
        }
      }
      await Promise.all(Array.from({ length: 8 }, claimer))
      expect(claimed.toSorted()).toEqual(idsOf(items).toSorted())
    })

    it('counts attempts on each claim', async () => {
      await enqueue(someWork())
      for (const attempts of [0, 1, 2]) {
        const found = await claimOne(1_000)
        expect(found.attempts).toBe(attempts)
        await settle({ claim: found, next: 'retry', at: 1_000, attempt: retrying })
      }
    })

    it('takes the first claim of a process for none of the process before', async () => {
      await harness.restart()
      await enqueue(someWork())
      const stale = await claimOne(1_000)
      await harness.crash()
      const held = await claimOne(1_000)
      expect(await settle(doneWith(stale))).toEqual(['lost'])
      expect(await settle(doneWith(held))).toEqual(['ok'])
    })

    it('frees at once what a crashed process held, with its count, and lets its claims be stale', async () => {
      await enqueue(someWork())
      const first = await claimOne(1_000)
      await settle({ claim: first, next: 'retry', at: 1_000, attempt: retrying })
      const held = await claimOne(1_000)
      await harness.crash()
      const again = await claimOne(1_000)
      expect(again).toMatchObject({ id: held.id, attempts: 1 })
      expect(await settle(doneWith(held))).toEqual(['lost'])
      expect(await settle(doneWith(again))).toEqual(['ok'])
    })
  })

  describe('settling work', () => {
    const { harness, work, enqueue, claim, claimOne, settle } = use()

    it('is over when done', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      expect(await settle(doneWith(held))).toEqual(['ok'])
      expect(await settle(doneWith(held))).toEqual(['lost'])
      expect(await claim(9_000)).toEqual([])
    })

    it('comes back at the time of a retry, not before', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      await settle({ claim: held, next: 'retry', at: 7_000, attempt: retrying })
      expect(await claim(6_999)).toEqual([])
      expect(await claim(7_000)).toHaveLength(1)
    })

    it('comes back uncounted and without history when released', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      await settle({ claim: held, next: 'release', at: 2_000 })
      expect(await claim(1_999)).toEqual([])
      expect((await claimOne(2_000)).attempts).toBe(0)
      expect((await harness.store.events.history([held.id]))[0]?.attempts).toEqual([])
    })

    it.each<[string, (claim: Claim) => Settlement]>([
      ['done', doneWith],
      ['retry', (claim) => ({ claim, next: 'retry', at: 1, attempt: retrying })],
      ['release', (claim) => ({ claim, next: 'release', at: 1 })],
      [
        'move',
        (claim) => ({ claim, next: 'move', to: 'deliveries', lane: 'x', attempt: retrying }),
      ],
    ])('refuses %s with a stale claim, and records nothing', async (_next, settlement) => {
      await enqueue(someWork())
      const stale = await claimOne(1_000)
      await settle({ claim: stale, next: 'release', at: 1_000 })
      const held = await claimOne(1_000)
      expect(await settle(settlement(stale))).toEqual(['lost'])
      expect((await harness.store.events.history([held.id]))[0]?.attempts).toEqual([])
      expect(await settle(doneWith(held))).toEqual(['ok'])
    })

    it('refuses a token that was never given out', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      for (const token of ['', '1', 'x-1', `${held.token}1`, `${held.token}.5`]) {
        expect(await settle(doneWith({ ...held, token }))).toEqual(['lost'])
      }
    })

    it('answers each of many settlements by itself', async () => {
      await enqueue(someWork(), someWork())
      const [a, b] = await claim(1_000)
      if (a === undefined || b === undefined) throw new Error('Two were due.')
      expect(await settle(doneWith(a), doneWith(a), doneWith(b))).toEqual(['ok', 'lost', 'ok'])
      expect(await settle()).toEqual([])
    })

    it('adds what follows from it in the same step, of whatever queue', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      const following = [
        someWork({ queue: 'deliveries', dueAt: 2_000, payload: '{"a":1.0}' }),
        someWork({ lane: 'next' }),
      ]
      const settlement = { ...doneWith(held), following } as Settlement
      expect(await settle(settlement)).toEqual(['ok'])
      await harness.crash()
      const claims = [
        ...(await work().claim('deliveries', 2_000, { max: 9 })),
        ...(await claim(1_000)),
      ]
      expect(claims).toEqual(
        following.map((item) => ({ ...item, attempts: 0, token: expect.any(String) })),
      )
    })

    it('adds nothing when its lease is lost, and no id twice', async () => {
      await enqueue(someWork(), someWork())
      const [stale, held] = await claim(1_000)
      if (stale === undefined || held === undefined) throw new Error('Two were due.')
      const following = [someWork({ queue: 'deliveries' })]
      await settle({ claim: stale, next: 'release', at: 1_000 })
      expect(await settle({ ...doneWith(stale), following } as Settlement)).toEqual(['lost'])
      expect(await work().claim('deliveries', 9_000, { max: 9 })).toEqual([])
      await settle({ ...doneWith(held), following: [...following, ...following] } as Settlement)
      expect(await work().claim('deliveries', 9_000, { max: 9 })).toHaveLength(1)
    })

    it('moves to another queue with a fresh count, another lane and another body', async () => {
      const event = toRef(anEvent())
      await enqueue(someWork({ event, payload: '1' }))
      const first = await claimOne(1_000)
      await settle({ claim: first, next: 'retry', at: 1_000, attempt: retrying })
      const held = await claimOne(1_000)
      const attempt = anAttempt({ number: 2, outcome: 'failed', endedAt: 1_500 })
      const body = anInvocation('other')
      await settle({ claim: held, next: 'move', to: 'deliveries', lane: 'l', work: body, attempt })
      expect(await claim(9_000)).toEqual([])
      const [moved] = await work().claim('deliveries', 1_500, { max: 1 })
      expect(moved).toMatchObject({ id: held.id, lane: 'l', attempts: 0, work: body, event })
      expect(moved?.payload).toBe('1')
      const [history] = await harness.store.events.history([held.id])
      expect(history?.attempts).toEqual([retrying, attempt])
    })

    it('keeps the body when a move gives none', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      await settle({ claim: held, next: 'move', to: 'deliveries', lane: 'l', attempt: retrying })
      const [moved] = await work().claim('deliveries', 9_000, { max: 1 })
      expect(moved?.work).toEqual(held.work)
    })

    it('ends with one of them when the other queue holds the id already', async () => {
      const item = someWork()
      await enqueue(item, { ...item, queue: 'deliveries' })
      const held = await claimOne(1_000)
      const move: Settlement = {
        claim: held,
        next: 'move',
        to: 'deliveries',
        lane: 'l',
        attempt: retrying,
      }
      expect(await settle(move)).toEqual(['ok'])
      expect(await claim(9_000)).toEqual([])
      expect(await work().claim('deliveries', 9_000, { max: 9 })).toHaveLength(1)
    })

    it('has the work in one place when it crashes around a move', async () => {
      await enqueue(someWork())
      const held = await claimOne(1_000)
      await harness.crash()
      expect(await claim(1_000)).toHaveLength(1)
      await harness.crash()
      const again = await claimOne(1_000)
      await settle({ claim: again, next: 'move', to: 'deliveries', lane: 'l', attempt: retrying })
      await harness.crash()
      expect(await claim(9_000)).toEqual([])
      expect(idsOf(await work().claim('deliveries', 9_000, { max: 9 }))).toEqual([held.id])
    })

    it('loses every claim with a reset', async () => {
      const item = someWork()
      const [held] = await work().enqueue([item], true)
      if (held === undefined) throw new Error('It was leased.')
      await harness.store.reset()
      expect(await settle(doneWith(held))).toEqual(['lost'])
      await work().enqueue([item], true)
      expect(await settle(doneWith(held))).toEqual(['lost'])
    })
  })

  describe('waiting work', () => {
    const { harness, work, enqueue, claim, claimOne, settle } = use()

    it('says when the next work is due that nobody holds', async () => {
      expect(await work().nextDue('invocations')).toBeUndefined()
      await enqueue(someWork({ dueAt: 5_000 }), someWork({ dueAt: 3_000 }))
      expect(await work().nextDue('invocations')).toBe(3_000)
      expect(await work().nextDue('deliveries')).toBeUndefined()
      const held = await claimOne(3_000)
      expect(await work().nextDue('invocations')).toBe(5_000)
      await settle({ claim: held, next: 'retry', at: 4_000, attempt: retrying })
      expect(await work().nextDue('invocations')).toBe(4_000)
    })

    it('says when the next work is due outside of some lanes', async () => {
      await enqueue(
        someWork({ lane: 'a', dueAt: 1 }),
        someWork({ lane: 'b', dueAt: 3 }),
        someWork({ lane: 'c', dueAt: 2 }),
      )
      expect(await work().nextDue('invocations', [])).toBe(1)
      expect(await work().nextDue('invocations', ['a'])).toBe(2)
      expect(await work().nextDue('invocations', ['a', 'b', 'c'])).toBeUndefined()
    })

    it('counts what is ready, delayed and leased', async () => {
      expect(await work().depth('invocations', 0)).toEqual({ ready: 0, delayed: 0, leased: 0 })
      await enqueue(...[1_000, 2_000, 3_000, 4_000].map((dueAt) => someWork({ dueAt })))
      await enqueue(someWork({ queue: 'deliveries' }))
      await claimOne(1_000)
      const depth = { ready: 1, delayed: 2, leased: 1, oldestDueAt: 2_000 }
      expect(await work().depth('invocations', 2_500)).toEqual(depth)
    })

    it('keeps a delay of a day over a restart and a crash', async () => {
      const day = 24 * 60 * 60 * 1_000
      await enqueue(someWork({ dueAt: day }))
      await harness.restart()
      expect(await claim(day - 1)).toEqual([])
      await harness.crash()
      expect(await claim(day - 1)).toEqual([])
      expect(await claim(day)).toHaveLength(1)
    })

    it('finds one ready item among 10,000 that are parked', async () => {
      const parked = Array.from({ length: 10_000 }, (_, i) =>
        someWork({ lane: `lane-${i % 100}`, dueAt: 1_000_000 + i }),
      )
      await enqueue(...parked)
      const ready = someWork({ lane: 'ready' })
      await enqueue(ready)
      expect(await work().nextDue('invocations')).toBe(1_000)
      expect(idsOf(await claim(1_000))).toEqual([ready.id])
      expect(await work().nextDue('invocations')).toBe(1_000_000)
    })

    it('gets past a lane with 10,000 due items that is excepted', async () => {
      const stuck = Array.from({ length: 10_000 }, () => someWork({ lane: 'stuck', dueAt: 1 }))
      await enqueue(...stuck)
      const ready = someWork({ lane: 'ready' })
      await enqueue(ready)
      const options = { max: 10, exceptLanes: ['stuck'] }
      expect(idsOf(await work().claim('invocations', 1_000, options))).toEqual([ready.id])
      expect(await work().nextDue('invocations', ['stuck'])).toBeUndefined()
    })
  })
}

function doneWith(claim: Claim): Settlement {
  return { claim, next: 'done', attempt: anAttempt() }
}
