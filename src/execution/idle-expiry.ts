import type { Clock } from '../platform/clock.ts'
import type { EnvironmentPool, Place } from './environment-pool.ts'

/**
 * Ends environments that nobody has used for a while, or that are too old, by the virtual clock. It sleeps only while there
 * are idle ones, and what sleeps here is no activity: nothing waits for it.
 */
export function createIdleExpiry(options: {
  readonly clock: Clock
  readonly pool: EnvironmentPool
  readonly idleMs: number
  /** From the start of an environment. */
  readonly lifetimeMs: number
  readonly signal: AbortSignal
  /** Called when the last environment went. */
  readonly onEmpty: () => void
}) {
  const { clock, pool, idleMs, lifetimeMs, signal, onEmpty } = options
  let isRunning = false

  const oldAt = ({ startedAt }: Place) => startedAt + lifetimeMs
  const endsAt = (place: Place) => Math.min(place.idleSince + idleMs, oldAt(place))
  const endExpired = () => {
    const expired = pool.idle().filter((place) => endsAt(place) <= clock.now())
    for (const place of expired) void pool.remove(place)
    if (expired.length > 0 && pool.all().length === 0) onEmpty()
  }
  const run = async () => {
    for (let idle = pool.idle(); idle.length > 0; idle = pool.idle()) {
      await clock.sleepUntil(Math.min(...idle.map(endsAt)), signal)
      endExpired()
    }
  }

  return {
    /** Of a busy environment, which ends after its invocation then. */
    isTooOld: (place: Place) => !place.isPinned && oldAt(place) <= clock.now(),
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
