import type { Activity } from '../platform/activity.ts'
import { createBag } from '../platform/bag.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { Timers } from '../platform/timers.ts'
import type { EventLog, LoggedEvent } from '../store/event-log.ts'
import type { Claim, NewWork, QueueName, WorkQueue } from '../store/work-queue.ts'
import { createAlarm } from './alarm.ts'
import { AFTER_TROUBLE, createDueWork } from './due-work.ts'
import { createLanes, type Job } from './lanes.ts'
import { NOT_BEGUN, type Outcome } from './outcome.ts'
import { createOutcomeBook } from './outcome-book.ts'
import type { Slot } from './slot.ts'

export type Dispatcher = {
  /** Whether work of the lane can be taken over now; otherwise it waits in the store. */
  hasRoom(lane: string): boolean
  /** @param left - work that was stored without being taken over. */
  take(
    claims: readonly Claim[],
    events: readonly LoggedEvent[],
    left: readonly Pick<NewWork, 'lane'>[],
  ): void
  /** Takes up what is due in the store, and from then on what falls due. */
  start(): void
  /** Starts nothing that was taken over so far: the store does not hold it any more. */
  forget(): void
  /** Starts nothing more, waits for what runs and until it is written down, gives back the rest. */
  stop(): Promise<void>
  /** Jobs in memory until their outcome is in the store. */
  backlog(): number
  /** About how many bytes they take up. */
  backlogBytes(): number
}

type DispatcherParts = {
  readonly queue: QueueName
  readonly work: WorkQueue
  readonly events: EventLog
  /** One attempt. A failure of the target is an outcome; what it throws is a bug, and is retried later. */
  perform(job: Job, slot: Slot): Promise<Outcome | typeof NOT_BEGUN>
  readonly mostAtOnce: number
  mostPerLane(lane: string): number
  /** How many attempts of a lane may share the slots of others now, those that do included. @default none */
  mostShared?(lane: string): number
  /** Told of work that followed from an attempt, of any queue, once it is in the store. */
  onFollowing(work: readonly NewWork[]): void
  readonly clock: Clock
  readonly timers: Timers
  readonly activity: Activity
  readonly log: Logger
}

const MOST_JOBS = 10_000
const MOST_BYTES = 64 * 1024 * 1024
/** So little that a few lanes whose targets hang do not take up all there is. */
const MOST_OF_A_LANE = { jobs: 1_000, bytes: MOST_BYTES / 8 }
/** A crash repeats these, so there are never more, however slow the store is. */
const MOST_OUTCOMES = 500

/** Brings the work of one queue to its end: from memory while it fits, else from the store. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { queue, work, events, perform, mostAtOnce, mostPerLane, onFollowing } = parts
  const { mostShared = () => 0 } = parts
  const { clock, timers, activity, log } = parts
  const lanes = createLanes({ ...MOST_OF_A_LANE, atOnce: mostPerLane })
  const outcomes = createOutcomeBook({ queue, work, timers, log })
  const alarm = createAlarm(clock)
  const running = createBag<Promise<unknown>>()
  let slots = 0
  /** By lane. */
  const shared = new Map<string, number>()
  let stopping = false
  let unstored = 0
  /** Grows with each reset. */
  let generation = 0

  const isRoomLeft = () => {
    const { jobs, bytes } = lanes.size()
    return jobs < MOST_JOBS && bytes < MOST_BYTES
  }
  const due = createDueWork({
    ...{ queue, work, events, lanes, alarm, clock, activity, log, isRoomLeft, pump },
    generation: () => generation,
  })

  const mayStart = () => !stopping && unstored < MOST_OUTCOMES

  function pump(): void {
    while (mayStart() && slots < mostAtOnce) {
      const job = lanes.next()
      if (!job) break
      start(job)
    }
    due.refill()
  }

  function start(job: Job): void {
    slots += 1
    let holders = 1
    const letGo = () => {
      holders -= 1
      if (holders > 0) return
      slots -= 1
      lanes.finished(job)
      pump()
    }
    const keep = () => {
      holders += 1
      // The attempt begins in this very step; others may share its slot from then on.
      queueMicrotask(() => startShared(job.claim.lane))
      return once(letGo)
    }
    run(job, { isShared: false, keep }, letGo)
  }

  /** What may follow the attempts of a lane that run already, without a slot of its own. */
  function startShared(lane: string): void {
    while (mayStart() && sharedOf(lane) < mostShared(lane)) {
      const job = lanes.nextBeyond(lane)
      if (!job) return
      shared.set(lane, sharedOf(lane) + 1)
      run(job, SHARED, (hasBegun) => {
        const left = sharedOf(lane) - 1
        if (left > 0) shared.set(lane, left)
        else shared.delete(lane)
        // One that was not taken waits for a slot, or until another one has ended.
        if (hasBegun) startShared(lane)
        pump()
      })
    }
  }

  const sharedOf = (lane: string) => shared.get(lane) ?? 0

  function run(job: Job, slot: Slot, onEnd: (hasBegun: boolean) => void): void {
    const attempt = runJob(job, slot).then((hasBegun) => {
      leave()
      onEnd(hasBegun)
    })
    const leave = running.add(attempt)
  }

  /**
   * Over with the attempt: that its outcome is stored is nothing that the next job has to wait for.
   * @returns whether it has begun.
   */
  async function runJob(job: Job, slot: Slot): Promise<boolean> {
    const end = activity.begin(queue)
    const begunIn = generation
    const attempted = await attempt(job, slot)
    if (attempted === NOT_BEGUN) {
      // After a reset, the store does not hold it any more.
      if (begunIn === generation) lanes.putBack(job)
      else lanes.gone(job)
      pump()
      end()
      return false
    }
    // What was cut off by stopping is the first thing to do at the next start.
    const outcome =
      stopping && attempted.next === 'release' ? { ...attempted, at: job.claim.dueAt } : attempted
    unstored += 1
    outcomes.enter({ claim: job.claim, ...outcome }, () => {
      unstored -= 1
      lanes.gone(job)
      if ('at' in outcome) alarm.ringBy(outcome.at)
      if ('following' in outcome && outcome.following) onFollowing(outcome.following)
      due.roomMade()
      end()
      pump()
    })
    return true
  }

  async function attempt(job: Job, slot: Slot): Promise<Outcome | typeof NOT_BEGUN> {
    try {
      return await perform(job, slot)
    } catch (error) {
      log.error('an attempt broke off', { queue, work: job.claim.id, error })
      return { next: 'release', at: clock.now() + AFTER_TROUBLE }
    }
  }

  return {
    hasRoom: (lane) => !stopping && isRoomLeft() && !lanes.isFull(lane),
    take(claims, events, left) {
      const byId = new Map(events.map((event) => [event.id, event]))
      for (const claim of claims) {
        const event = claim.event && byId.get(claim.event.id)
        lanes.add({ claim, ...(event && { event }) })
      }
      for (const { lane } of left) lanes.markSpilled(lane)
      pump()
    },
    start() {
      due.watch()
    },
    forget() {
      generation += 1
      lanes.drain()
    },
    async stop() {
      stopping = true
      outcomes.hurry()
      await Promise.all([due.stop(), ...running])
      await outcomes.written()
      const waiting = lanes.drain()
      if (waiting.length === 0) return
      try {
        await work.settle(waiting.map(({ claim }) => ({ claim, next: 'release', at: claim.dueAt })))
      } catch (error) {
        // No reason to stop halfway: leases end with the process that holds them.
        log.warn('work could not be given back to the store', { queue, error })
      }
    },
    backlog: () => lanes.size().jobs,
    backlogBytes: () => lanes.size().bytes,
  }
}

const SHARED: Slot = { isShared: true, keep: () => () => {} }

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
