import type { Timers } from '../../platform/timers.ts'

/** So many orders at most are sent ahead: what a process gets done while this one has other things to do. */
const MOST_AHEAD = 15
/** What is sent ahead is meant to take no longer than this. */
const AHEAD_MS = 10
/** How long an environment goes on without being free for others in between. */
const LONGEST_STRETCH_MS = 50
/** How much a quick invocation counts against those before; a slow one counts at once. */
const WEIGHT = 1 / 4

/** How fast the invocations of one environment have followed each other, and so how many may be sent ahead. */
export type Pace = {
  /** A stretch of invocations begins: the environment was free before it. */
  begin(): void
  ended(durationMs: number): void
  /** How many orders may wait in the process. */
  mostAhead(): number
}

export function createPace(timers: Timers): Pace {
  let usualMs = Number.POSITIVE_INFINITY
  let begunAtMs = 0
  return {
    begin() {
      begunAtMs = timers.mono()
    },
    ended(durationMs) {
      const isFirst = usualMs === Number.POSITIVE_INFINITY
      const isSlower = durationMs > usualMs
      usualMs = isFirst || isSlower ? durationMs : usualMs + (durationMs - usualMs) * WEIGHT
    },
    mostAhead() {
      if (timers.mono() - begunAtMs > LONGEST_STRETCH_MS) return 0
      return Math.min(MOST_AHEAD, Math.floor(AHEAD_MS / usualMs))
    },
  }
}
