import type { Millis } from '../domain/scope.ts'

/**
 * Virtual time: what schedules, retries, ages, retention and event times go by. A test, or
 * `BUSBAR_CLOCK=manual`, moves it at will. Time-outs that protect the process are real time; see
 * timers.ts.
 */
export type Clock = {
  /** Milliseconds since 1970 UTC; never goes back. */
  now(): Millis
  /**
   * Resolves at `at` or just after; rejects with the signal's reason when aborted.
   * @param purpose - what is `upkeep` need not happen on time: a clock that is moved far does not stop for it.
   * @default 'work'
   */
  sleepUntil(at: Millis, signal: AbortSignal, purpose?: 'work' | 'upkeep'): Promise<void>
}
