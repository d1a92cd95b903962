import type { Timers } from '../../src/platform/timers.ts'

/** Real time that passes only when a test says so. */
export function createManualTimers(): Timers & {
  /** Lets all that has been waited for come, however long the wait. */
  fire(): void
  /** How many are waited for. */
  count(): number
} {
  const waiting = new Set<() => void>()
  return {
    mono: () => 0,
    after(_ms, callback) {
      const call = () => callback()
      waiting.add(call)
      return () => waiting.delete(call)
    },
    fire() {
      const due = [...waiting]
      waiting.clear()
      for (const call of due) call()
    },
    count: () => waiting.size,
  }
}
