/**
 * Counts what runs right now, so that `settle` can wait until nothing does. Every engine that starts
 * work tells it; what only waits for a later time is not activity.
 */
export type Activity = {
  /** Marks work as running until the returned function is called. */
  begin(label: string): () => void
  /** Marks the promise's life as running and passes it through. */
  track<T>(label: string, work: Promise<T>): Promise<T>
  /** What runs, by label, with how many of each. */
  running(): { readonly label: string; readonly count: number }[]
  isIdle(): boolean
  /** Resolves when nothing runs; at once when that is so already. */
  whenIdle(): Promise<void>
}

export function createActivity(): Activity {
  const counts = new Map<string, number>()
  let waiting: (() => void)[] = []

  const tellIfIdle = () => {
    if (counts.size > 0) return
    const told = waiting
    waiting = []
    for (const tell of told) tell()
  }

  const begin = (label: string) => {
    counts.set(label, (counts.get(label) ?? 0) + 1)
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (counts.get(label) ?? 1) - 1
      if (left > 0) counts.set(label, left)
      else counts.delete(label)
      tellIfIdle()
    }
  }

  return {
    begin,
    async track(label, work) {
      const end = begin(label)
      try {
        return await work
      } finally {
        end()
      }
    },
    running: () => [...counts].map(([label, count]) => ({ label, count })),
    isIdle: () => counts.size === 0,
    whenIdle: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        tellIfIdle()
      }),
  }
}
