import type { Timers } from '../../platform/timers.ts'
import { groupMemoryBytes } from './group-memory.ts'

const INTERVAL_MS = 25

export type Watched = {
  readonly pid: number
  readonly limitBytes: number
  /** What it holds now, with all that it started; called now and then. */
  readonly onSample: (bytes: number) => void
  /** Called once, when it holds more than it may. */
  readonly onExceeded: () => void
}

export type MemoryWatch = {
  /** @returns a function that ends the watch. */
  watch(one: Watched): () => void
}

/**
 * Looks at the resident memory of busy processes. V8's heap limit does not see buffers, so a function
 * that hoards them would take the machine's memory; nor does it see what the function starts.
 *
 * @param memoryBytes - `undefined` where the system does not tell; then nothing is watched.
 */
export function createMemoryWatch(
  timers: Timers,
  memoryBytes: (pid: number, enough: number) => number | undefined = groupMemoryBytes,
): MemoryWatch {
  const watched = new Set<Watched>()
  let isTicking = false

  const tick = () => {
    isTicking = false
    for (const one of watched) {
      const bytes = memoryBytes(one.pid, one.limitBytes) ?? 0
      one.onSample(bytes)
      if (bytes <= one.limitBytes) continue
      watched.delete(one)
      one.onExceeded()
    }
    keepTicking()
  }
  const keepTicking = () => {
    if (isTicking || watched.size === 0) return
    isTicking = true
    timers.after(INTERVAL_MS, tick)
  }

  return {
    watch(one) {
      watched.add(one)
      keepTicking()
      return () => watched.delete(one)
    },
  }
}
