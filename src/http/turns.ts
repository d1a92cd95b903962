import type { Timers } from '../platform/timers.ts'

/** How long requests are taken in before everything else has its turn. */
const SLICE_MS = 2
/** The same while work waits for its attempt: an environment gets its next invocation once in a turn. */
const SHORT_SLICE_MS = 0.5

export type Turns = {
  /** A connection was accepted. */
  connected(): void
  /** Runs work up to its first wait, now or in a later slice; in the order of the calls. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Slices of work, one per turn of the event loop.
 *
 * @param on.isDelivering - whether there is other work that waits for its turn.
 */
export function createTurns(
  { mono }: Pick<Timers, 'mono'>,
  on: { isDelivering?(): boolean },
): Turns {
  let queue: (() => void)[] = []
  /** When the slice ends that is open in this turn of the loop. */
  let until: number | undefined
  /**
   * Whether a connection came in this turn. The loop accepts one in each: others may wait, for as many turns as there
   * are of them, so those are as short as can be.
   */
  let isConnecting = false

  const sliceMs = () => {
    if (isConnecting) return 0
    return on.isDelivering?.() ? SHORT_SLICE_MS : SLICE_MS
  }
  const open = () => {
    until = mono() + sliceMs()
    isConnecting = false
    setImmediate(next)
    return until
  }
  const next = () => {
    until = undefined
    if (queue.length === 0) return
    const end = open()
    let done = 0
    while (done < queue.length) {
      queue[done]?.()
      done += 1
      if (mono() >= end) break
    }
    queue = queue.slice(done)
  }

  return {
    connected() {
      isConnecting = true
    },
    inTurn(work) {
      if (until === undefined) open()
      else if (queue.length > 0 || mono() >= until) {
        return new Promise((resolve, reject) => {
          queue.push(() => void work().then(resolve, reject))
        })
      }
      return work()
    },
  }
}
