/** Runs work under a key after all earlier work under that key, however that ended. */
export type OneAtATime = <T>(key: string, work: () => Promise<T>) => Promise<T>

export function createOneAtATime(): OneAtATime {
  /** The last of each line; it never fails. */
  const lines = new Map<string, Promise<void>>()

  return (key, work) => {
    const mine = (lines.get(key) ?? Promise.resolve()).then(work)
    const settled: Promise<void> = mine.then(
      () => {},
      // Whoever asked for it is told; who comes next only waits.
      () => {},
    )
    lines.set(key, settled)
    void settled.then(() => {
      if (lines.get(key) === settled) lines.delete(key)
    })
    return mine
  }
}
