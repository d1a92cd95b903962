import type { Millis } from '../domain/scope.ts'
import type { ManualClock } from './manual-clock.ts'
import type { Settle, Settled } from './settle.ts'

/** Moves a manual clock and lets everything happen that falls due on the way. */
export type ClockControl = {
  now(): Millis
  /** Jumps: what falls due between is due all at once, as after a sleep of the machine. */
  set(to: Millis): void
  /**
   * Goes to `to` by way of every instant at which something is due, letting each settle. Upkeep happens when it comes by.
   * @param timeoutMs - real time, for all of it.
   */
  advance(to: Millis, timeoutMs: number): Promise<Settled>
}

export function createClockControl(clock: ManualClock, settle: Settle): ClockControl {
  return {
    now: clock.now,
    set: clock.set,
    async advance(to, timeoutMs) {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const settled = await settle(Math.max(1, deadline - performance.now()))
        // Somebody else may have moved the clock further meanwhile.
        if (!settled.settled || clock.now() >= to) return settled
        if (performance.now() > deadline) return { settled: false, running: [] }
        const due = clock.nextDue()
        clock.set(due === undefined ? to : Math.min(Math.max(due, clock.now()), to))
      }
    },
  }
}
