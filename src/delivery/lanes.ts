import type { LoggedEvent } from '../store/event-log.ts'
import type { Claim } from '../store/work-queue.ts'

/** Claimed work in memory; the event comes along when it was accepted just now. */
export type Job = { readonly claim: Claim; readonly event?: LoggedEvent }

type Lane = {
  readonly name: string
  readonly jobs: Job[]
  running: number
  /** More work of this lane is in the store than was taken over. */
  spilled: boolean
}

/**
 * The work of one queue that this process holds, by lane. Lanes take turns, so that one with much work
 * or a slow target delays no other.
 */
export type Lanes = {
  add(job: Job): void
  /** The next job of the next lane that may run one more, and marks it as running. */
  next(mostPerLane: number): Job | undefined
  finished(job: Job): void
  markSpilled(lane: string): void
  /** Lanes with work in the store and room for more of it here; they are no longer marked. */
  takeRefillable(): string[]
  spilledLanes(): string[]
  isFull(lane: string): boolean
  /** Jobs in memory, running ones included. */
  size(): number
  /** Takes out all jobs that do not run. */
  drain(): Job[]
}

export function createLanes(mostJobsPerLane: number): Lanes {
  const lanes = new Map<string, Lane>()
  /** Lanes with waiting jobs, in the order of their turns. */
  const turns: Lane[] = []
  let size = 0

  const laneOf = (name: string) => {
    const known = lanes.get(name)
    if (known) return known
    const lane = { name, jobs: [], running: 0, spilled: false }
    lanes.set(name, lane)
    return lane
  }

  const forgetIfEmpty = (lane: Lane) => {
    if (lane.jobs.length === 0 && lane.running === 0 && !lane.spilled) lanes.delete(lane.name)
  }

  return {
    add(job) {
      const lane = laneOf(job.claim.lane)
      if (lane.jobs.length === 0) turns.push(lane)
      lane.jobs.push(job)
      size += 1
    },
    next(mostPerLane) {
      const at = turns.findIndex((lane) => lane.running < mostPerLane)
      const lane = turns[at]
      const job = lane?.jobs.shift()
      if (!lane || !job) return undefined
      lane.running += 1
      // To the back of the queue of turns, or out of it.
      turns.splice(at, 1)
      if (lane.jobs.length > 0) turns.push(lane)
      return job
    },
    finished(job) {
      const lane = laneOf(job.claim.lane)
      lane.running -= 1
      size -= 1
      forgetIfEmpty(lane)
    },
    markSpilled(name) {
      laneOf(name).spilled = true
    },
    takeRefillable() {
      const refillable = [...lanes.values()].filter(
        (lane) => lane.spilled && lane.jobs.length <= mostJobsPerLane / 2,
      )
      for (const lane of refillable) lane.spilled = false
      for (const lane of refillable) forgetIfEmpty(lane)
      return refillable.map((lane) => lane.name)
    },
    spilledLanes: () => [...lanes.values()].filter((lane) => lane.spilled).map(({ name }) => name),
    isFull(name) {
      const lane = lanes.get(name)
      return lane !== undefined && (lane.spilled || lane.jobs.length >= mostJobsPerLane)
    },
    size: () => size,
    drain() {
      turns.length = 0
      const waiting = [...lanes.values()].flatMap((lane) => lane.jobs.splice(0))
      size -= waiting.length
      return waiting
    },
  }
}
