import type { Millis } from '../domain/scope.ts'
import type { Activity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { LoggedEvent } from '../store/event-log.ts'
import type { Claim, NewWork, QueueName, WorkQueue } from '../store/work-queue.ts'
import { createAlarm } from './alarm.ts'
import { createLanes, type Job } from './lanes.ts'
import type { Outcome } from './outcome.ts'

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
  /** Starts nothing more, waits for what runs, gives back the rest. */
  stop(): Promise<void>
  backlog(): number
}

type DispatcherParts = {
  readonly queue: QueueName
  readonly work: WorkQueue
  /** One attempt. A failure of the target is an outcome; what it throws is a bug, and is retried later. */
  perform(job: Job): Promise<Outcome>
  readonly mostAtOnce: number
  readonly mostPerLane: number
  readonly clock: Clock
  readonly activity: Activity
  readonly log: Logger
}

const MOST_JOBS_PER_LANE = 1_000
const MOST_JOBS = 10_000
const MOST_BYTES = 64 * 1024 * 1024
const CLAIM_AT_ONCE = 256
/** How long work waits that met a bug of busbar's, or a store that could not answer. */
const AFTER_TROUBLE: Millis = 5_000

/** Brings the work of one queue to its end: from memory while it fits, else from the store. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { queue, work, perform, mostAtOnce, mostPerLane, clock, activity, log } = parts
  const lanes = createLanes(MOST_JOBS_PER_LANE)
  const alarm = createAlarm(clock)
  const running = new Set<Promise<void>>()
  let bytes = 0
  let stopping = false
  let isSweepWaitingForRoom = false
  let watching: Promise<void> = Promise.resolve()

  const isRoomLeft = () => lanes.size() < MOST_JOBS && bytes < MOST_BYTES

  const addJob = (job: Job) => {
    bytes += sizeOf(job)
    lanes.add(job)
  }

  function pump(): void {
    while (!stopping && running.size < mostAtOnce) {
      const job = lanes.next(mostPerLane)
      if (!job) break
      const run = activity.track(queue, runJob(job)).finally(() => {
        running.delete(run)
        bytes -= sizeOf(job)
        lanes.finished(job)
        if (isSweepWaitingForRoom && isRoomLeft()) alarm.ringBy(clock.now())
        pump()
      })
      running.add(run)
    }
    if (!stopping) refill()
  }

  async function runJob(job: Job): Promise<void> {
    const outcome = await attempt(job)
    await settle(job.claim, outcome)
    if ('at' in outcome) alarm.ringBy(outcome.at)
  }

  async function attempt(job: Job): Promise<Outcome> {
    try {
      return await perform(job)
    } catch (error) {
      log.error('an attempt broke off', { queue, work: job.claim.id, error })
      return { next: 'release', at: clock.now() + AFTER_TROUBLE }
    }
  }

  /** An attempt that is not written down would leave its work held by nobody: so until it is. */
  async function settle(claim: Claim, outcome: Outcome): Promise<void> {
    for (;;) {
      try {
        await work.settle([{ claim, ...outcome }])
        return
      } catch (error) {
        log.error('the outcome of an attempt could not be stored', { queue, work: claim.id, error })
        if (stopping) return
        await clock.sleepUntil(clock.now() + AFTER_TROUBLE, alarm.signal).catch(() => {})
      }
    }
  }

  /** Lanes that overflowed are read on from the store as they drain. */
  function refill(): void {
    const drained = lanes.takeRefillable()
    if (drained.length === 0) return
    void activity.track(`${queue} from the store`, claimLanes(drained))
  }

  async function claimLanes(drained: readonly string[]): Promise<void> {
    try {
      const max = CLAIM_AT_ONCE
      const claims = await work.claim(queue, clock.now(), { max, lanes: drained })
      if (claims.length === max) for (const lane of drained) lanes.markSpilled(lane)
      takeClaims(claims)
    } catch (error) {
      log.error('work could not be read from the store', { queue, error })
      // The next sweep of what is due finds them: they are not marked any more.
      alarm.ringBy(clock.now() + AFTER_TROUBLE)
    }
  }

  function takeClaims(claims: readonly Claim[]): void {
    for (const claim of claims) addJob({ claim })
    pump()
  }

  async function watchDue(): Promise<void> {
    while (!stopping) {
      const next = await activity.track(`${queue} due`, sweepDue())
      await alarm.wait(next)
    }
  }

  /** @returns when to look again; `undefined` when only new work can change anything. */
  async function sweepDue(): Promise<Millis | undefined> {
    try {
      for (;;) {
        isSweepWaitingForRoom = !isRoomLeft()
        if (isSweepWaitingForRoom) return undefined
        const exceptLanes = lanes.spilledLanes()
        const options = { max: CLAIM_AT_ONCE, exceptLanes }
        const claims = await work.claim(queue, clock.now(), options)
        if (claims.length === 0) return await work.nextDue(queue, exceptLanes)
        takeClaims(claims)
        // What exceeds a lane's room here is read on as the lane drains.
        for (const { lane } of claims) if (lanes.isFull(lane)) lanes.markSpilled(lane)
      }
    } catch (error) {
      log.error('due work could not be read from the store', { queue, error })
      return clock.now() + AFTER_TROUBLE
    }
  }

  return {
    hasRoom: (lane) => isRoomLeft() && !lanes.isFull(lane),
    take(claims, events, left) {
      const byId = new Map(events.map((event) => [event.id, event]))
      for (const claim of claims) {
        const event = claim.event && byId.get(claim.event.id)
        addJob({ claim, ...(event && { event }) })
      }
      for (const { lane } of left) lanes.markSpilled(lane)
      pump()
    },
    start() {
      watching = watchDue()
    },
    async stop() {
      stopping = true
      alarm.stop()
      await watching
      await Promise.all(running)
      const waiting = lanes.drain()
      if (waiting.length === 0) return
      await work.settle(waiting.map(({ claim }) => ({ claim, next: 'release', at: claim.dueAt })))
    },
    backlog: () => lanes.size(),
  }
}

function sizeOf({ claim, event }: Job): number {
  return 512 + (claim.payload?.length ?? 0) + (event?.text.length ?? 0)
}
