import { Queue } from '../platform/queue.ts'

/** Who waits for a place, in the order of asking; synchronous callers before asynchronous ones. */
export function createWaitingLine<T>() {
  const lines = { synchronous: new Queue<T>(), asynchronous: new Queue<T>() }

  return {
    add(one: T, caller: keyof typeof lines): void {
      lines[caller].add(one)
    },
    first(): T | undefined {
      return lines.synchronous.first() ?? lines.asynchronous.first()
    },
    /** Removes what `first` returns. */
    leave(): T | undefined {
      return lines.synchronous.leave() ?? lines.asynchronous.leave()
    },
  }
}
