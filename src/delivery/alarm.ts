import type { Millis } from '../domain/scope.ts'
import type { Clock } from '../platform/clock.ts'

/** Wakes one waiter at a time that may be brought forward while it waits. */
export type Alarm = {
  /** Resolves at `at`, or earlier when `ringBy` says so; without `at`, only then. */
  wait(at: Millis | undefined): Promise<void>
  /** Makes the waiter, now or the next one, wake at `at` or before. */
  ringBy(at: Millis): void
  stop(): void
}

export function createAlarm(clock: Clock): Alarm {
  const stopped = new AbortController()
  let earliest = Number.POSITIVE_INFINITY
  let sleeping: AbortController | undefined

  async function sleep(at: Millis, signal: AbortSignal): Promise<void> {
    if (at === Number.POSITIVE_INFINITY) return new Promise((resolve) => onAbort(signal, resolve))
    // Woken before the time is the same as woken at it: the waiter looks again.
    await clock.sleepUntil(at, signal).catch(() => {})
  }

  return {
    async wait(at = Number.POSITIVE_INFINITY) {
      earliest = Math.min(earliest, at)
      while (!stopped.signal.aborted && earliest > clock.now()) {
        sleeping = new AbortController()
        await sleep(earliest, AbortSignal.any([sleeping.signal, stopped.signal]))
        sleeping = undefined
      }
      earliest = Number.POSITIVE_INFINITY
    },
    ringBy(at) {
      if (at >= earliest) return
      earliest = at
      sleeping?.abort()
    },
    stop: () => stopped.abort(),
  }
}

function onAbort(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback()
  else signal.addEventListener('abort', callback, { once: true })
}
