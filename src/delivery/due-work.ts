import type { Millis } from '../domain/scope.ts'
import type { Activity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { EventLog } from '../store/event-log.ts'
import type { QueueName, WorkQueue } from '../store/work-queue.ts'
import type { Alarm } from './alarm.ts'
import { bringEvents } from './bring-events.ts'
import type { Lanes } from './lanes.ts'

const CLAIM_AT_ONCE = 256
/** How long work waits that met a bug of busbar's, or a store that could not answer. */
export const AFTER_TROUBLE: Millis = 5_000

type Parts = {
  readonly queue: QueueName
  readonly work: WorkQueue
  readonly events: EventLog
  /** Where what was found goes. */
  readonly lanes: Lanes
  /** When to look again. */
  readonly alarm: Alarm
  readonly clock: Clock
  readonly activity: Activity
  readonly log: Logger
  /** Whether the lanes may take more. */
  isRoomLeft(): boolean
  /** Grows with each reset: what was found before is not the store's any more. */
  generation(): number
  /** Called when there may be something to start. */
  pump(): void
}

/** Work of one queue that waits in the store: what falls due, and what did not fit into memory. */
export type DueWork = {
  /** Takes up what is due, and from then on what falls due. */
  watch(): void
  /** Reads on the lanes that overflowed, as far as they have drained: one claim at a time. */
  refill(): void
  /** To be called when something has left the lanes. */
  roomMade(): void
  /** Resolves when nothing is being read any more. */
  stop(): Promise<void>
}

export function createDueWork(parts: Parts): DueWork {
  const { queue, work, events, lanes, alarm, clock, activity, log } = parts
  const { isRoomLeft, generation, pump } = parts
  let isStopping = false
  let isSweepWaitingForRoom = false
  let watching: Promise<void> | undefined
  let refilling: Promise<void> | undefined

  function refill(): void {
    if (isStopping || refilling || !isRoomLeft()) return
    const drained = lanes.takeRefillable(CLAIM_AT_ONCE)
    if (drained.length === 0) return
    refilling = activity.track(`${queue} from the store`, claimLanes(drained)).finally(() => {
      refilling = undefined
      pump()
    })
  }

  async function claimLanes(drained: readonly string[]): Promise<void> {
    try {
      const claims = await claimDue({ lanes: drained })
      if (claims.length === CLAIM_AT_ONCE) for (const lane of drained) lanes.markSpilled(lane)
      // The sweep passed over these lanes: it has not seen what of them falls due later.
      else alarm.ringBy(clock.now())
    } catch (error) {
      log.error('work could not be read from the store', { queue, error })
      // The next sweep finds what is due: the lanes are not marked any more.
      alarm.ringBy(clock.now() + AFTER_TROUBLE)
    }
  }

  async function claimDue(of: { lanes?: readonly string[]; exceptLanes?: readonly string[] }) {
    const current = generation()
    const claims = await work.claim(queue, clock.now(), { max: CLAIM_AT_ONCE, ...of })
    await bringEvents(claims, events, (job) => {
      if (generation() === current) lanes.add(job)
      return isRoomLeft() && lanes.hasRoom(job.claim.lane)
    })
    return claims
  }

  async function watchDue(): Promise<void> {
    while (!isStopping) {
      const next = await activity.track(`${queue} due`, sweepDue())
      await alarm.wait(next)
    }
  }

  /** @returns when to look again; `undefined` when only new work can change anything. */
  async function sweepDue(): Promise<Millis | undefined> {
    try {
      while (!isStopping) {
        isSweepWaitingForRoom = !isRoomLeft()
        if (isSweepWaitingForRoom) break
        const spilled = lanes.spilledLanes()
        const claims = await claimDue(spilled.length > 0 ? { exceptLanes: spilled } : {})
        if (claims.length === 0) return await work.nextDue(queue, spilled)
        pump()
        // What exceeds a lane's room here is read on as the lane drains.
        for (const { lane } of claims) if (lanes.isFull(lane)) lanes.markSpilled(lane)
      }
    } catch (error) {
      log.error('due work could not be read from the store', { queue, error })
      return clock.now() + AFTER_TROUBLE
    }
    return undefined
  }

  return {
    watch() {
      watching = watchDue()
    },
    refill,
    roomMade() {
      if (isSweepWaitingForRoom && isRoomLeft()) alarm.ringBy(clock.now())
    },
    async stop() {
      isStopping = true
      alarm.stop()
      await Promise.all([watching, refilling])
    },
  }
}
