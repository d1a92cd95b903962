import type { Timers } from '../platform/timers.ts'
import { createTurns, type Turns } from './turns.ts'

export type IntakeLimits = {
  /** Requests that may be here, from their headers to their answer; beyond, they are refused. */
  readonly requests: number
  /** Bytes of their bodies, likewise. */
  readonly bytes: number
  /**
   * Nobody joins those that are here while the first of them has waited for so long, and who has waited for so
   * long is not begun with any more.
   */
  readonly waitMs: number
}

/**
 * As many as are answered within a second or two at the worst: a body takes up about five times its size
 * while it is parsed, matched and committed.
 */
export const INTAKE_LIMITS: IntakeLimits = { requests: 800, bytes: 8 * 1024 ** 2, waitMs: 1_000 }

/** Those who ask again at once would otherwise take the time that others wait for. */
const REFUSAL_DELAY_MS = 100

/** A request on its way through the intake. */
export type Visit = {
  /** Resolves when the body may be read; `undefined`: at once. */
  untilReadable(): Promise<void> | undefined
  /** What the body turned out to be. */
  resize(bytes: number): void
  /** To be asked before it is begun with: whether it may be, or has waited for too long and is refused. */
  isStillWelcome(): boolean
  /** To be called once, when the answer is written or the client is gone. */
  leave(): void
}

/**
 * Holds back what comes in faster than it can be stored. Up to half of what may be here is read; what is
 * beyond waits unread in its socket, which slows its sender down; what is beyond all is refused before it is
 * parsed. And what is read is taken in by slices, so that deliveries go on.
 */
export type Intake = Turns & {
  /** @returns `undefined` when the request is one too many. */
  enter(bytes: number): Visit | undefined
  /** Resolves when a refusal may be answered. */
  untilRefusable(): Promise<void>
  /** Requests that are here, waiting ones included. */
  size(): number
}

type Waiting = {
  bytes(): number
  resolve(): void
}

/**
 * @param on.refused - called for each request that is one too many.
 * @param on.isDelivering - whether there is other work that waits for its turn.
 */
export function createIntake(
  limits: IntakeLimits,
  timers: Timers,
  on: { refused?(): void; isDelivering?(): boolean } = {},
): Intake {
  const all = { requests: 0, bytes: 0 }
  const read = { requests: 0, bytes: 0 }
  const waiting: Waiting[] = []
  /** When each came that is here, in the order in which they came. */
  const since = new Set<{ readonly at: number }>()

  const isReadable = () => read.requests < limits.requests / 2 && read.bytes < limits.bytes / 2
  const count = (what: typeof all, requests: number, bytes: number) => {
    what.requests += requests
    what.bytes += bytes
  }
  const readOn = () => {
    while (waiting.length > 0 && isReadable()) {
      const next = waiting.shift()
      if (next === undefined) return
      count(read, 1, next.bytes())
      next.resolve()
    }
  }

  return {
    ...createTurns(timers, on),
    enter(announced) {
      // One that is alone may be as large as its operation allows.
      const isTooMuch = all.requests > 0 && all.bytes + announced > limits.bytes
      const at = timers.mono()
      const [first] = since
      const isStanding = first !== undefined && at - first.at > limits.waitMs
      if (all.requests >= limits.requests || isTooMuch || isStanding) {
        on.refused?.()
        return undefined
      }
      let bytes = announced
      let isRead = false
      count(all, 1, bytes)
      const arrival = { at }
      since.add(arrival)
      return {
        untilReadable() {
          if (waiting.length === 0 && isReadable()) {
            isRead = true
            count(read, 1, bytes)
            return undefined
          }
          return new Promise((resolve) => {
            waiting.push({
              bytes: () => bytes,
              resolve() {
                isRead = true
                resolve()
              },
            })
          })
        },
        resize(actual) {
          count(all, 0, actual - bytes)
          if (isRead) count(read, 0, actual - bytes)
          bytes = actual
        },
        isStillWelcome() {
          const isWelcome = timers.mono() - at <= limits.waitMs
          if (!isWelcome) on.refused?.()
          return isWelcome
        },
        leave() {
          count(all, -1, -bytes)
          since.delete(arrival)
          if (isRead) count(read, -1, -bytes)
          readOn()
        },
      }
    },
    untilRefusable: () =>
      new Promise((resolve) => {
        timers.after(REFUSAL_DELAY_MS, resolve)
      }),
    size: () => all.requests,
  }
}
