import type { Clock } from '../platform/clock.ts'
import type { EnvironmentPool } from './environment-pool.ts'

/**
 * Ends environments that nobody has used for a while, by the virtual clock. It sleeps only while there
 * are idle ones, and what sleeps here is no activity: nothing waits for it.
 */
export function createIdleExpiry(options: {
  readonly clock: Clock
  readonly pool: EnvironmentPool
  readonly idleMs: number
  readonly signal: AbortSignal
  /** Called when the last environment went. */
  readonly onEmpty: () => void
}) {
  const { clock, pool, idleMs, signal, onEmpty } = options
  let isRunning = false

  const endExpired = () => {
    const expired = pool.idle().filter((place) => place.idleSince + idleMs <= clock.now())
    for (const place of expired) void pool.remove(place)
    if (expired.length > 0 && pool.all().length === 0) onEmpty()
  }
  const run = async () => {
    for (let idle = pool.idle(); idle.length > 0; idle = pool.idle()) {
      await clock.sleepUntil(Math.min(...idle.map((place) => place.idleSince)) + idleMs, signal)
      endExpired()
    }
  }

  return {
    /** To be told when an environment becomes idle. */
    wake(): void {
      if (isRunning || signal.aborted) return
      isRunning = true
      run()
        // Stopping ends the sleep; there is nothing left to expire then.
        .catch(() => {})
        .finally(() => {
          isRunning = false
        })
    },
  }
}
