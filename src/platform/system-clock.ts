import type { Clock } from './clock.ts'

/** How far the wall clock may run ahead before it is believed: it was set, or the machine slept. */
const JUMP = 1_000
/** Sleeps are cut into pieces, so that a jump is noticed and no timer exceeds 24.8 days. */
const LONGEST_NAP = 30_000

/**
 * Wall time as monotonic time plus an offset. A wall clock that is set forward is followed; one that is
 * set back is not, so nothing waits for the same hour twice.
 */
export function createSystemClock(): Clock {
  let offset = Date.now() - performance.now()

  const now = () => {
    const mono = performance.now()
    const ahead = Date.now() - mono
    if (ahead - offset > JUMP) offset = ahead
    return Math.floor(mono + offset)
  }

  return {
    now,
    async sleepUntil(at, signal) {
      for (let left = at - now(); left > 0; left = at - now()) {
        await nap(Math.min(left, LONGEST_NAP), signal)
      }
      signal.throwIfAborted()
    },
  }
}

function nap(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    timer.unref()
    signal.addEventListener('abort', stop, { once: true })
  })
}
