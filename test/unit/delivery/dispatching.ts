import { createDispatcher, type Dispatcher } from '../../../src/delivery/dispatcher.ts'
import type { Job } from '../../../src/delivery/lanes.ts'
import type { NOT_BEGUN, Outcome } from '../../../src/delivery/outcome.ts'
import type { Slot } from '../../../src/delivery/slot.ts'
import { createActivity } from '../../../src/platform/activity.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import type { NewWork, WorkQueue } from '../../../src/store/work-queue.ts'
import { anAttempt, anInvocation } from '../../contract/builders.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { createManualTimers } from '../../support/manual-timers.ts'
import { createRecordingLogger } from '../../support/recording-logger.ts'

/** Whatever goes on by promises alone has ended after a turn of the loop. */
export const turn = () => new Promise((resolve) => setImmediate(resolve))

export const done: Outcome = { next: 'done', attempt: anAttempt() }

export function retryAt(at: number): Outcome {
  return { next: 'retry', at, attempt: anAttempt({ outcome: 'retrying' }) }
}

export function workIn(lane: string, id: string, change: Partial<NewWork> = {}): NewWork {
  const times = { enqueuedAt: 0, dueAt: 0 }
  return { id, queue: 'invocations', lane, ...times, work: anInvocation(), ...change }
}

/** `a0`, `a1` and so on, in lane `a`. */
export function manyIn(lane: string, count: number, change: Partial<NewWork> = {}): NewWork[] {
  return Array.from({ length: count }, (_, i) => workIn(lane, `${lane}${i}`, change))
}

/** A dispatcher over a store of its own, which a test may have filled before. */
export function openDispatcher(
  perform: (job: Job, slot: Slot) => Promise<Outcome | typeof NOT_BEGUN>,
  options: {
    readonly mostAtOnce?: number
    mostPerLane?(): number
    mostShared?(lane: string): number
    readonly store?: ReturnType<typeof createInMemoryStore>
    readonly clock?: ReturnType<typeof createManualClock>
    readonly work?: WorkQueue
  } = {},
) {
  const { mostAtOnce = 4, mostPerLane = () => 2, store = createInMemoryStore() } = options
  const { clock = createManualClock(0), work = store.work, mostShared } = options
  const timers = createManualTimers()
  const log = createRecordingLogger()
  const activity = createActivity()
  const { events } = store
  const parts = { queue: 'invocations', work, events, perform, mostAtOnce } as const
  const followed: NewWork[] = []
  const dispatcher = createDispatcher({
    ...parts,
    mostPerLane,
    ...(mostShared && { mostShared }),
    onFollowing: (items) => void followed.push(...items),
    clock,
    timers,
    activity,
    log,
  })
  const bring = bringTo(dispatcher, work)
  return { dispatcher, store, clock, timers, log, activity, followed, bring }
}

/** As an accept does: ten at a time, taken over where there is room. */
function bringTo(dispatcher: Dispatcher, work: WorkQueue) {
  return async (items: readonly NewWork[]) => {
    for (let at = 0; at < items.length; at += 10) {
      const batch = items.slice(at, at + 10)
      const taken = batch.filter(({ lane }) => dispatcher.hasRoom(lane))
      const left = batch.filter((item) => !taken.includes(item))
      const claims = await work.enqueue(taken, true)
      await work.enqueue(left, false)
      dispatcher.take(claims, [], left)
    }
    await turn()
  }
}

/** Attempts that end when a test says so. */
export function heldAttempts() {
  const waiting: { readonly job: Job; readonly end: (outcome: Outcome) => void }[] = []
  let endsAtOnce = false
  const begun: string[] = []
  return {
    begun,
    perform(job: Job): Promise<Outcome> {
      begun.push(job.claim.id)
      if (endsAtOnce) return Promise.resolve(done)
      return new Promise((end) => waiting.push({ job, end }))
    },
    running: () => waiting.map(({ job }) => job.claim.id),
    /** Ends those that run, and from now on all that begin. */
    release(outcome: Outcome = done) {
      endsAtOnce = true
      for (const { end } of waiting.splice(0)) end(outcome)
    },
  }
}
