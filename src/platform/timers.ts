/** Real, monotonic time: invocation and HTTP time-outs, measured durations, kill grace. */
export type Timers = {
  /** Milliseconds with a fraction, from an arbitrary start; only differences mean something. */
  mono(): number
  /** Calls back once after `ms`; the returned function cancels it. Never keeps the process alive. */
  after(ms: number, callback: () => void): () => void
}

export const realTimers: Timers = {
  mono: () => performance.now(),
  after(ms, callback) {
    // setTimeout fires at once when the delay does not fit into 31 bits.
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
