import type { Timers } from '../../platform/timers.ts'
import type { MemoryWatch } from './memory-watch.ts'

/** Watches over the time and the memory of one exchange after the other. */
export type ExchangeGuard = {
  start(timeoutMs: number): void
  /** Does no harm when nothing is watched. */
  stop(): void
}

/**
 * @param watched.pid - without a process there is no memory to watch.
 * @param watched.onSample - takes what the process and all that it started hold, now and then.
 * @param watched.onExceeded - called once, with what an exchange had too much of.
 */
export function createExchangeGuard(
  { timers, memory }: { readonly timers: Timers; readonly memory: MemoryWatch },
  watched: {
    readonly pid: number | undefined
    readonly limitBytes: number
    readonly onSample: (bytes: number) => void
    readonly onExceeded: (what: 'timed-out' | 'out-of-memory') => void
  },
): ExchangeGuard {
  const { pid, limitBytes, onSample } = watched
  const onDue = () => watched.onExceeded('timed-out')
  const onTooMuch = () => watched.onExceeded('out-of-memory')
  const process =
    pid === undefined ? undefined : { pid, limitBytes, onSample, onExceeded: onTooMuch }
  let stopTimer = () => {}
  let unwatch: () => void = () => {}

  return {
    start(timeoutMs) {
      stopTimer = timers.after(timeoutMs, onDue)
      if (process !== undefined) unwatch = memory.watch(process)
    },
    stop() {
      stopTimer()
      unwatch()
    },
  }
}
