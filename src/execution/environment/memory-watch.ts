import { readFileSync } from 'node:fs'
import type { Timers } from '../../platform/timers.ts'

const INTERVAL_MS = 25
const PAGE_BYTES = 4_096

export type MemoryWatch = {
  /** Calls back, once, when the process holds more memory than it may. @returns a function that ends the watch. */
  watch(pid: number, limitBytes: number, onExceeded: () => void): () => void
}

type Watched = {
  readonly pid: number
  readonly limitBytes: number
  readonly onExceeded: () => void
}

/**
 * Looks at the resident memory of busy processes. V8's heap limit does not see buffers, so a function
 * that hoards them would take the machine's memory.
 *
 * @param residentBytes - `undefined` where the system does not tell; then nothing is watched.
 */
export function createMemoryWatch(
  timers: Timers,
  residentBytes: (pid: number) => number | undefined = readResidentBytes,
): MemoryWatch {
  const watched = new Set<Watched>()
  let isTicking = false

  const tick = () => {
    isTicking = false
    for (const one of watched) {
      if ((residentBytes(one.pid) ?? 0) <= one.limitBytes) continue
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
    watch(pid, limitBytes, onExceeded) {
      const one = { pid, limitBytes, onExceeded }
      watched.add(one)
      keepTicking()
      return () => watched.delete(one)
    },
  }
}

function readResidentBytes(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return pages * PAGE_BYTES
  } catch {
    // No /proc on this system, or the process has just ended.
    return undefined
  }
}
