import type { Activity } from './activity.ts'
import type { Timers } from './timers.ts'

export type Settled =
  | { readonly settled: true }
  | {
      readonly settled: false
      /** What still ran when the time was up. */
      readonly running: readonly { readonly label: string; readonly count: number }[]
    }

/** Waits until nothing is due and nothing runs. @param timeoutMs - real time. */
export type Settle = (timeoutMs: number) => Promise<Settled>

/**
 * Work begets work through promises and messages of the event loop, so idleness counts only when it lasts for
 * some turns of the loop.
 */
const QUIET_TURNS = 5

export function createSettle(parts: {
  readonly activity: Activity
  readonly timers: Timers
  /** Brings what was written lazily to where it can be read. */
  flush(): Promise<void>
}): Settle {
  const { activity, timers, flush } = parts

  async function untilQuiet(isOver: () => boolean): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS && !isOver(); ) {
      await activity.whenIdle()
      await new Promise((resolve) => setImmediate(resolve))
      quiet = activity.isIdle() ? quiet + 1 : 0
    }
  }

  return async function settle(timeoutMs) {
    let isOver = false
    let cancel = () => {}
    const timedOut = new Promise<'timed out'>((resolve) => {
      cancel = timers.after(timeoutMs, () => {
        isOver = true
        resolve('timed out')
      })
    })
    const ended = await Promise.race([untilQuiet(() => isOver).then(flush), timedOut])
    cancel()
    return ended === 'timed out'
      ? { settled: false, running: activity.running() }
      : { settled: true }
  }
}
