import { Queue } from '../platform/queue.ts'
import type { LoggedEvent } from '../store/event-log.ts'
import type { Claim } from '../store/work-queue.ts'

/** Claimed work in memory; the event comes along when it was accepted just now. */
export type Job = { readonly claim: Claim; readonly event?: LoggedEvent }

type Lane = {
  readonly name: string
  /** Those that wait. */
  readonly jobs: Queue<Job>
  /** What they take up in memory. */
  bytes: number
  running: number
  hasTurn: boolean
}

export type LaneLimits = {
  /** How much of one lane may wait in memory. */
  readonly jobs: number
  readonly bytes: number
  /** How much of it may run at once; asked each time that it could run more. */
  atOnce(lane: string): number
}

/**
 * The work of one queue that this process holds, by lane. Lanes take turns, so that one with much work
 * or a slow target delays no other.
 */
export type Lanes = {
  add(job: Job): void
  /** The next job of the next lane that may run one more, and marks it as running. */
  next(): Job | undefined
  /**
   * One more job of a lane, beyond what it may run at once: for whoever has a way to run it that takes nothing from
   * others. There is none while another lane waits for its turn.
   */
  nextBeyond(lane: string): Job | undefined
  /** It has not run: it is the next one of its lane again. */
  putBack(job: Job): void
  /** It does not run any more; it still takes up memory. To be told of jobs of `next` only. */
  finished(job: Job): void
  /** Nothing is left of it here. */
  gone(job: Job): void
  /** Notes that more work of this lane is in the store than was taken over. */
  markSpilled(lane: string): void
  /**
   * Some of the lanes with work in the store and room for more of it here, those first that have waited
   * longest; they are no longer marked.
   */
  takeRefillable(mostLanes: number): string[]
  spilledLanes(): string[]
  /** Whether more of it may wait in memory, wherever it comes from. */
  hasRoom(lane: string): boolean
  /** What is new of it has to queue up in the store. */
  isFull(lane: string): boolean
  /** Jobs in memory until they are gone, and about how many bytes they take up. */
  size(): { readonly jobs: number; readonly bytes: number }
  /** Takes out all jobs that do not run, and forgets what is in the store. */
  drain(): Job[]
}

export function createLanes(most: LaneLimits): Lanes {
  const lanes = new Map<string, Lane>()
  /** Lanes that could start a job now, in the order of their turns. */
  const turns = new Queue<Lane>()
  const spilled = new Set<string>()
  let [jobs, bytes] = [0, 0]

  const laneOf = (name: string) => {
    const known = lanes.get(name)
    if (known) return known
    const lane = { name, jobs: new Queue<Job>(), bytes: 0, running: 0, hasTurn: false }
    lanes.set(name, lane)
    return lane
  }

  /** At the end of the line, if it can use a turn and waits for none yet. */
  const lineUp = (lane: Lane) => {
    if (lane.hasTurn || lane.jobs.length === 0) return
    if (lane.running >= most.atOnce(lane.name)) return
    lane.hasTurn = true
    turns.add(lane)
  }

  /** A lane may have lost all its jobs since it lined up. */
  const nextLane = () => {
    for (let lane = turns.leave(); lane; lane = turns.leave()) {
      lane.hasTurn = false
      if (lane.jobs.length > 0) return lane
    }
    return undefined
  }

  const leave = (lane: Lane) => {
    const job = lane.jobs.leave()
    if (job) lane.bytes -= sizeOf(job)
    return job
  }

  /** Whether the lane holds less than this share of what it may. */
  const isBelow = (share: number, name: string) => {
    const lane = lanes.get(name)
    return !lane || (lane.jobs.length < most.jobs * share && lane.bytes < most.bytes * share)
  }

  const forgetIfEmpty = (lane: Lane) => {
    if (lane.jobs.length === 0 && lane.running === 0) lanes.delete(lane.name)
  }

  return {
    add(job) {
      const lane = laneOf(job.claim.lane)
      lane.jobs.add(job)
      lane.bytes += sizeOf(job)
      jobs += 1
      bytes += sizeOf(job)
      lineUp(lane)
    },
    next() {
      const lane = nextLane()
      const job = lane && leave(lane)
      if (!job) return undefined
      lane.running += 1
      lineUp(lane)
      return job
    },
    nextBeyond(name) {
      const lane = lanes.get(name)
      const isAlone = turns.length === 0 || (turns.length === 1 && turns.first() === lane)
      return lane && isAlone ? leave(lane) : undefined
    },
    putBack(job) {
      const lane = laneOf(job.claim.lane)
      lane.jobs.putBack(job)
      lane.bytes += sizeOf(job)
      lineUp(lane)
    },
    finished(job) {
      const lane = laneOf(job.claim.lane)
      lane.running -= 1
      lineUp(lane)
      forgetIfEmpty(lane)
    },
    gone(job) {
      jobs -= 1
      bytes -= sizeOf(job)
    },
    markSpilled: (name) => void spilled.add(name),
    takeRefillable(mostLanes) {
      const refillable: string[] = []
      for (const name of spilled) {
        if (refillable.length === mostLanes) break
        if (isBelow(0.5, name)) refillable.push(name)
      }
      for (const name of refillable) spilled.delete(name)
      return refillable
    },
    spilledLanes: () => [...spilled],
    hasRoom: (name) => isBelow(1, name),
    isFull: (name) => spilled.has(name) || !isBelow(1, name),
    size: () => ({ jobs, bytes }),
    drain() {
      for (const lane of turns.drain()) lane.hasTurn = false
      spilled.clear()
      const waiting = [...lanes.values()].flatMap((lane) => lane.jobs.drain())
      jobs -= waiting.length
      bytes -= waiting.reduce((sum, job) => sum + sizeOf(job), 0)
      for (const lane of lanes.values()) {
        lane.bytes = 0
        forgetIfEmpty(lane)
      }
      return waiting
    },
  }
}

function sizeOf({ claim, event }: Job): number {
  return 512 + (claim.payload?.length ?? 0) + (event?.text.length ?? 0)
}
