import type { Millis } from '../domain/scope.ts'
import type { Clock } from './clock.ts'

export type ManualClock = Clock & {
  /** Moves time and wakes those who waited for it, the earliest first. @throws RangeError when `to` is past. */
  set(to: Millis): void
  /** The earliest time that somebody sleeps until, other than for upkeep. */
  nextDue(): Millis | undefined
}

type Sleeper = { readonly at: Millis; readonly isUpkeep: boolean; readonly wake: () => void }

/** A clock that stands still until it is moved. */
export function createManualClock(start: Millis): ManualClock {
  let time = start
  const sleepers = new Set<Sleeper>()

  return {
    now: () => time,
    sleepUntil(at, signal, purpose) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted()
        if (at <= time) return resolve()
        const stop = () => {
          sleepers.delete(sleeper)
          reject(signal.reason)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', stop)
          resolve()
        }
        const sleeper = { at, isUpkeep: purpose === 'upkeep', wake }
        sleepers.add(sleeper)
        signal.addEventListener('abort', stop, { once: true })
      })
    },
    set(to) {
      if (to < time) throw new RangeError('The clock does not go back.')
      time = to
      const due = [...sleepers].filter((sleeper) => sleeper.at <= to)
      for (const sleeper of due.sort((a, b) => a.at - b.at)) sleeper.wake()
    },
    nextDue() {
      let earliest: Millis | undefined
      for (const { at, isUpkeep } of sleepers) {
        if (!isUpkeep && (earliest === undefined || at < earliest)) earliest = at
      }
      return earliest
    },
  }
}
