import { describe, expect, it } from 'vitest'
import type { Job } from '../../../src/delivery/lanes.ts'
import type { Outcome } from '../../../src/delivery/outcome.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { done, heldAttempts, manyIn, openDispatcher, retryAt, turn, workIn } from './dispatching.ts'

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).toSorted()

/** Succeeds, and remembers what it was given. */
function recorder(then: (job: Job) => Outcome = () => done) {
  const performed: string[] = []
  const perform = async (job: Job) => {
    performed.push(job.claim.id)
    return then(job)
  }
  return { performed, perform }
}

describe('work that is handed over', () => {
  it('is performed once and settled', async () => {
    const { performed, perform } = recorder()
    const { bring, store, activity } = openDispatcher(perform)
    await bring(manyIn('a', 25))
    expect(performed.toSorted()).toEqual(idsOf(manyIn('a', 25)))
    expect(store.pending()).toEqual([])
    expect(store.attempts('a0')).toEqual([done.next === 'done' ? done.attempt : undefined])
    expect(activity.isIdle()).toBe(true)
  })

  it('brings along the event that was accepted with it', async () => {
    const seen: unknown[] = []
    const { dispatcher, store } = openDispatcher(async ({ event }) => {
      seen.push(event?.id)
      return done
    })
    const ref = { account: '1', region: 'r', bus: 'b', id: 'e1' }
    const claims = await store.work.enqueue([workIn('a', '1', { event: ref })], true)
    const event = { ...ref, acceptedAt: 0, origin: 'put', text: '{}', matches: [] } as const
    dispatcher.take(claims, [event], [])
    await turn()
    expect(seen).toEqual(['e1'])
  })

  it('lets lanes take turns', async () => {
    const { performed, perform } = recorder()
    const { bring } = openDispatcher(perform, { mostAtOnce: 1, mostPerLane: () => 1 })
    await bring([...manyIn('a', 3), ...manyIn('b', 2), ...manyIn('c', 1)])
    expect(performed).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2'])
  })

  it('is not delayed by a lane whose target hangs', async () => {
    const { bring, store } = openDispatcher(({ claim }) =>
      claim.lane === 'hangs' ? new Promise(() => {}) : Promise.resolve(done),
    )
    await bring(manyIn('hangs', 500))
    await bring(manyIn('b', 500))
    expect(store.pending().map(({ lane }) => lane)).toEqual(Array(500).fill('hangs'))
  })

  it('runs as much at once as it may, and as much of a lane', async () => {
    const held = heldAttempts()
    const { bring } = openDispatcher(held.perform, { mostAtOnce: 3, mostPerLane: () => 2 })
    await bring([...manyIn('a', 5), ...manyIn('b', 5)])
    expect(held.running()).toEqual(['a0', 'b0', 'a1'])
  })
})

describe('work that does not fit', () => {
  it('waits in the store when a lane overflows, and is read on as the lane drains', async () => {
    const held = heldAttempts()
    const { bring, store, dispatcher } = openDispatcher(held.perform)
    const items = manyIn('a', 3_500)
    await bring(items)
    expect(dispatcher.backlog()).toBeLessThan(1_020)
    expect(dispatcher.hasRoom('a')).toBe(false)
    expect(dispatcher.hasRoom('b')).toBe(true)
    held.release()
    await turn()
    expect(store.pending()).toEqual([])
    expect(held.begun.toSorted()).toEqual(idsOf(items))
    expect(dispatcher.backlog()).toBe(0)
    expect(dispatcher.hasRoom('a')).toBe(true)
  })

  it('waits in the store when all lanes together are too much', async () => {
    const held = heldAttempts()
    const { bring, store, dispatcher } = openDispatcher(held.perform)
    const items = Array.from({ length: 20 }, (_, i) => manyIn(`lane${i}-`, 700)).flat()
    await bring(items)
    expect(dispatcher.backlog()).toBeGreaterThanOrEqual(10_000)
    expect(dispatcher.backlog()).toBeLessThan(10_020)
    expect(dispatcher.hasRoom('another')).toBe(false)
    held.release()
    await turn()
    expect(store.pending()).toEqual([])
    expect(held.begun.toSorted()).toEqual(idsOf(items))
  })

  it('waits in the store when a lane has many bytes, and leaves room for other lanes', async () => {
    const held = heldAttempts()
    const { bring, store, dispatcher } = openDispatcher(held.perform)
    const payload = `"${'x'.repeat(1_000_000)}"`
    await bring(manyIn('large', 100, { payload }))
    expect(dispatcher.backlog()).toBeLessThan(21)
    expect(dispatcher.hasRoom('large')).toBe(false)
    expect(dispatcher.hasRoom('small')).toBe(true)
    held.release()
    await turn()
    expect(store.pending()).toEqual([])
  })

  it('is found when its lane has drained before the accept is answered', async () => {
    const { performed, perform } = recorder()
    const { store, dispatcher } = openDispatcher(perform)
    const late = workIn('a', 'late')
    await store.work.enqueue([late], false)
    await turn()
    dispatcher.take([], [], [late])
    await turn()
    expect(performed).toEqual(['late'])
  })

  it('is read after a restart, however much there is of one lane or of many', async () => {
    const store = createInMemoryStore()
    const lanes = Array.from({ length: 300 }, (_, i) => manyIn(`lane${i}-`, 3)).flat()
    await store.work.enqueue([...manyIn('deep', 3_000), ...lanes], false)
    const { performed, perform } = recorder()
    const { dispatcher } = openDispatcher(perform, { store })
    dispatcher.start()
    await turn()
    expect(performed).toHaveLength(3_900)
    expect(store.pending()).toEqual([])
    await dispatcher.stop()
  })

  it('goes on to what falls due later in a lane that had overflowed', async () => {
    const store = createInMemoryStore()
    await store.work.enqueue(
      [...manyIn('a', 2_000), workIn('a', 'later', { dueAt: 60_000 })],
      false,
    )
    const held = heldAttempts()
    const { dispatcher, clock } = openDispatcher(held.perform, { store })
    dispatcher.start()
    await turn()
    expect(dispatcher.backlog()).toBeLessThan(1_200)
    held.release()
    await turn()
    expect(store.pending().map(({ id }) => id)).toEqual(['later'])
    expect(clock.nextDue()).toBe(60_000)
    clock.set(60_000)
    await turn()
    expect(store.pending()).toEqual([])
    await dispatcher.stop()
  })

  it('is read by one claim at a time, so that what is read stays bounded', async () => {
    const { performed, perform } = recorder()
    const { store, dispatcher } = openDispatcher(perform)
    const { claim } = store.work
    const answers: (() => void)[] = []
    store.work.claim = async (...request) => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return claim(...request)
    }
    const items = ['a', 'b', 'c'].map((lane) => workIn(lane, lane))
    await store.work.enqueue(items, false)
    for (const item of items) dispatcher.take([], [], [item])
    await turn()
    expect(answers).toHaveLength(1)
    answers[0]?.()
    await turn()
    expect(performed).toEqual(['a'])
    answers[1]?.()
    await turn()
    expect(performed).toEqual(['a', 'b', 'c'])
  })

  it('comes with its events, read side by side, and without them when they cannot be read', async () => {
    const store = createInMemoryStore()
    const event = { account: '1', region: 'r', bus: 'b', id: 'e' }
    const logged = { ...event, acceptedAt: 0, origin: 'put', text: '{}', matches: [] } as const
    await store.accept({ events: [logged], work: [] })
    await store.work.enqueue(manyIn('a', 3, { event }), false)
    const { find } = store.events
    let [underWay, mostAtOnce] = [0, 0]
    store.events.find = async (id) => {
      underWay += 1
      mostAtOnce = Math.max(mostAtOnce, underWay)
      const isLast = underWay === 3
      await turn()
      if (isLast) throw new Error('no')
      return find(id)
    }
    const seen: unknown[] = []
    const { dispatcher } = openDispatcher(
      async (job) => {
        seen.push([job.claim.id, job.event?.id])
        return done
      },
      { store },
    )
    dispatcher.start()
    for (let turns = 0; turns < 3; turns += 1) await turn()
    expect(mostAtOnce).toBe(3)
    expect(seen).toEqual([
      ['a0', 'e'],
      ['a1', 'e'],
      ['a2', undefined],
    ])
    await dispatcher.stop()
  })

  it('is read again after the store could not be read', async () => {
    const held = heldAttempts()
    const { bring, store, dispatcher, clock, timers, log } = openDispatcher(held.perform)
    dispatcher.start()
    await bring(manyIn('a', 1_500))
    const { claim } = store.work
    store.work.claim = async () => {
      throw new Error('no')
    }
    held.release()
    await turn()
    expect(log.lines.map(({ message }) => message)).toContain(
      'work could not be read from the store',
    )
    expect(store.pending().length).toBeGreaterThan(0)
    store.work.claim = claim
    clock.set(5_000)
    await turn()
    expect(store.pending()).toEqual([])
    expect(timers.count()).toBe(0)
    await dispatcher.stop()
  })
})

describe('outcomes', () => {
  /** Settling, but not before a test says so. */
  function openWithSlowStore(perform: (job: Job) => Promise<Outcome>) {
    const store = createInMemoryStore()
    const { settle } = store.work
    const answers: (() => void)[] = []
    store.work.settle = async (settlements) => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return settle(settlements)
    }
    const answer = async () => {
      for (const one of answers.splice(0)) one()
      await turn()
    }
    return { ...openDispatcher(perform, { store }), answer }
  }

  it('are no reason to wait: the next of a lane begins before the last is stored', async () => {
    const { performed, perform } = recorder()
    const { bring, activity, dispatcher, answer, store } = openWithSlowStore(perform)
    await bring(manyIn('a', 20))
    expect(performed).toHaveLength(20)
    expect(activity.running()).toEqual([{ label: 'invocations', count: 20 }])
    expect(dispatcher.backlog()).toBe(20)
    await answer()
    await answer()
    expect(store.pending()).toEqual([])
    expect(activity.isIdle()).toBe(true)
    expect(dispatcher.backlog()).toBe(0)
    expect(dispatcher.backlogBytes()).toBe(0)
  })

  it('wait for the store only so many at a time, as a crash would repeat them', async () => {
    const { performed, perform } = recorder()
    const { bring, answer } = openWithSlowStore(perform)
    await bring(manyIn('a', 800))
    expect(performed).toHaveLength(500)
    await answer()
    await answer()
    expect(performed).toHaveLength(800)
  })

  it('are stored before the dispatcher has stopped', async () => {
    const { perform } = recorder()
    const { bring, dispatcher, answer, store } = openWithSlowStore(perform)
    await bring(manyIn('a', 3))
    let hasStopped = false
    const stopped = dispatcher.stop().then(() => {
      hasStopped = true
    })
    await answer()
    expect(hasStopped).toBe(false)
    await answer()
    await stopped
    expect(store.pending()).toEqual([])
  })
})

describe('work that falls due later', () => {
  it('is retried when it is due, not before, and knows its attempts', async () => {
    const attempts: number[] = []
    const { bring, dispatcher, clock, store } = openDispatcher(async ({ claim }) => {
      attempts.push(claim.attempts)
      return claim.attempts < 2 ? retryAt(clock.now() + 60_000) : done
    })
    dispatcher.start()
    await bring([workIn('a', '1')])
    clock.set(59_999)
    await turn()
    expect(attempts).toEqual([0])
    clock.set(60_000)
    await turn()
    expect(attempts).toEqual([0, 1])
    clock.set(10_000_000)
    await turn()
    expect(attempts).toEqual([0, 1, 2])
    expect(store.pending()).toEqual([])
    await dispatcher.stop()
  })

  it('does not delay fresh work, also when 10,000 of it are parked', async () => {
    const store = createInMemoryStore()
    await store.work.enqueue(manyIn('parked', 10_000, { dueAt: 1e9 }), false)
    const { performed, perform } = recorder()
    const { bring, dispatcher } = openDispatcher(perform, { store })
    dispatcher.start()
    await turn()
    expect(dispatcher.backlog()).toBe(0)
    await bring([workIn('parked', 'fresh')])
    expect(performed).toEqual(['fresh'])
    await dispatcher.stop()
  })

  it('is read when there is room again, after so much was due that there was none', async () => {
    const store = createInMemoryStore()
    const due = Array.from({ length: 15 }, (_, i) => manyIn(`lane${i}-`, 900)).flat()
    await store.work.enqueue([...due, workIn('z', 'later', { dueAt: 60_000 })], false)
    const held = heldAttempts()
    const { dispatcher, clock } = openDispatcher(held.perform, { store })
    dispatcher.start()
    await turn()
    expect(dispatcher.backlog()).toBeGreaterThanOrEqual(10_000)
    expect(dispatcher.backlog()).toBeLessThan(10_300)
    held.release()
    await turn()
    expect(store.pending().map(({ id }) => id)).toEqual(['later'])
    clock.set(60_000)
    await turn()
    expect(store.pending()).toEqual([])
    await dispatcher.stop()
  })
})

describe('trouble', () => {
  it('gives work back that met a bug, and tries it again later without counting', async () => {
    const attempts: number[] = []
    const { bring, dispatcher, clock, log } = openDispatcher(async ({ claim }) => {
      attempts.push(claim.attempts)
      if (attempts.length === 1) throw new TypeError('oops')
      return done
    })
    dispatcher.start()
    await bring([workIn('a', '1')])
    expect(log.lines).toMatchObject([{ level: 'error', message: 'an attempt broke off' }])
    clock.set(5_000)
    await turn()
    expect(attempts).toEqual([0, 0])
    await dispatcher.stop()
  })

  it('stores an outcome as soon as the store answers again, with the clock standing still', async () => {
    const { performed, perform } = recorder()
    const opened = openDispatcher(async (job) => {
      opened.store.isDown = true
      return perform(job)
    })
    const { bring, store, timers } = opened
    await bring([workIn('a', '1')])
    for (let tries = 0; tries < 3; tries += 1) {
      expect(timers.count()).toBe(1)
      timers.fire()
      await turn()
    }
    store.isDown = false
    timers.fire()
    await turn()
    expect(performed).toEqual(['1'])
    expect(store.pending()).toEqual([])
  })

  it('reads what is due when the store answers again', async () => {
    const store = createInMemoryStore()
    await store.work.enqueue(manyIn('a', 3), false)
    store.isDown = true
    const { performed, perform } = recorder()
    const { dispatcher, clock } = openDispatcher(perform, { store })
    dispatcher.start()
    await turn()
    store.isDown = false
    clock.set(5_000)
    await turn()
    expect(performed).toHaveLength(3)
    await dispatcher.stop()
  })
})

describe('stopping', () => {
  it('waits for what runs, and gives back the rest uncounted', async () => {
    const held = heldAttempts()
    const { bring, dispatcher, store } = openDispatcher(held.perform)
    dispatcher.start()
    await bring(manyIn('a', 1_200))
    let hasStopped = false
    const stopped = dispatcher.stop().then(() => {
      hasStopped = true
    })
    await turn()
    expect(hasStopped).toBe(false)
    expect(dispatcher.hasRoom('a')).toBe(false)
    held.release()
    await stopped
    expect(held.begun).toHaveLength(2)
    const left = await store.work.claim('invocations', 0, { max: 2_000 })
    expect(left).toHaveLength(1_198)
    expect(left.every(({ attempts }) => attempts === 0)).toBe(true)
  })

  it('takes up nothing more from the store', async () => {
    const store = createInMemoryStore()
    await store.work.enqueue(manyIn('a', 900), false)
    const { performed, perform } = recorder()
    const { dispatcher } = openDispatcher(perform, { store })
    dispatcher.start()
    await dispatcher.stop()
    expect(performed).toEqual([])
    expect(await store.work.claim('invocations', 0, { max: 1_000 })).toHaveLength(900)
  })

  it('makes work that was cut off due at once', async () => {
    const held = heldAttempts()
    const { bring, dispatcher, store } = openDispatcher(held.perform)
    await bring([workIn('a', '1')])
    const stopped = dispatcher.stop()
    held.release({ next: 'release', at: 300_000 })
    await stopped
    expect(await store.work.claim('invocations', 0, { max: 1 })).toHaveLength(1)
  })

  it('does not wait for a store that is down', async () => {
    const held = heldAttempts()
    const { bring, dispatcher, store, log } = openDispatcher(held.perform)
    dispatcher.start()
    await bring(manyIn('a', 900))
    store.isDown = true
    held.release()
    await turn()
    await dispatcher.stop()
    expect(log.lines.at(-1)?.message).toBe('work could not be given back to the store')
  })

  it('forgets, on a reset, what it has taken over', async () => {
    const held = heldAttempts()
    const { bring, dispatcher, store } = openDispatcher(held.perform)
    dispatcher.start()
    await bring(manyIn('a', 1_200))
    dispatcher.forget()
    await store.reset()
    held.release()
    await turn()
    expect(held.begun).toHaveLength(2)
    expect(dispatcher.backlog()).toBe(0)
    await bring([workIn('a', 'new')])
    expect(held.begun.at(-1)).toBe('new')
    await dispatcher.stop()
  })

  it('forgets, on a reset, what it is just reading from the store', async () => {
    const store = createInMemoryStore()
    const event = { account: '1', region: 'r', bus: 'b', id: 'e' }
    await store.work.enqueue(manyIn('a', 3, { event }), false)
    const answers: (() => void)[] = []
    store.events.find = async () => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return []
    }
    const { performed, perform } = recorder()
    const { dispatcher } = openDispatcher(perform, { store })
    dispatcher.start()
    await turn()
    expect(answers).toHaveLength(3)
    dispatcher.forget()
    await store.reset()
    for (const answer of answers) answer()
    await turn()
    expect(performed).toEqual([])
    expect(dispatcher.backlog()).toBe(0)
    await dispatcher.stop()
  })
})

it('tells of work that follows from an attempt once the store has it', async () => {
  const following = [workIn('next', 'n1', { queue: 'deliveries' })]
  const { bring, store, followed } = openDispatcher(async () => ({ ...done, following }) as Outcome)
  await bring([workIn('a', 'a1')])
  await turn()
  expect(followed).toEqual(following)
  expect(store.pending()).toMatchObject(following)
})

it('asks how much of a lane may run each time that it could run more', async () => {
  const held = heldAttempts()
  const most = { a: 1 }
  const { bring } = openDispatcher(held.perform, { mostPerLane: () => most.a })
  await bring(manyIn('a', 4))
  expect(held.running()).toEqual(['a0'])
  most.a = 2
  held.release()
  await turn()
  expect(held.begun).toHaveLength(4)
})
