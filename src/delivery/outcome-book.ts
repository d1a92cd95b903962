import { Unavailable } from '../domain/faults.ts'
import type { Logger } from '../platform/logger.ts'
import type { Timers } from '../platform/timers.ts'
import type { QueueName, Settlement, WorkQueue } from '../store/work-queue.ts'

type Entry = { readonly settlement: Settlement; readonly onStored: () => void }

export type OutcomeBook = {
  /** @param onStored - called when it is in the store, or cannot be brought there any more. */
  enter(settlement: Settlement, onStored: () => void): void
  /** From now on, what the store refuses is given up instead of tried again. */
  hurry(): void
  /** Resolves when nothing waits to be written down. */
  written(): Promise<void>
}

/** As many as the store takes into one group. */
const MOST_AT_ONCE = 500
const NAMED_IN_LOG = 5
/** Real time: an attempt is over, and the clock may stand still until its outcome is stored. */
const UNTIL_STORED_AGAIN = 1_000

/**
 * Writes down what attempts came to, without anybody waiting for it: one request is under way, and what comes
 * meanwhile makes up the next. An attempt that is not written down would leave its work held by nobody,
 * so each is tried until it is.
 */
export function createOutcomeBook(parts: {
  readonly queue: QueueName
  readonly work: Pick<WorkQueue, 'settle'>
  readonly timers: Timers
  readonly log: Logger
}): OutcomeBook {
  const { queue, work, timers, log } = parts
  const pauses = new Set<() => void>()
  const apart = new Set<Promise<void>>()
  let waiting: Entry[] = []
  let writing: Promise<void> | undefined
  let isInHurry = false

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE)
      waiting = waiting.slice(MOST_AT_ONCE)
      await write(batch)
    }
    writing = undefined
  }

  async function write(batch: readonly Entry[]): Promise<void> {
    for (let trouble = await store(batch); trouble !== undefined; trouble = await store(batch)) {
      if (isInHurry) break
      // Something is wrong with one of them, which must not hold up the others.
      if (batch.length > 1 && !(trouble instanceof Unavailable)) return batch.forEach(writeApart)
      await pause(UNTIL_STORED_AGAIN)
    }
    for (const { onStored } of batch) onStored()
  }

  function writeApart(entry: Entry): void {
    const written = write([entry]).finally(() => apart.delete(written))
    apart.add(written)
  }

  /** @returns what went wrong, if anything did. */
  async function store(batch: readonly Entry[]): Promise<unknown> {
    try {
      await work.settle(batch.map(({ settlement }) => settlement))
      return undefined
    } catch (error) {
      const ids = batch.slice(0, NAMED_IN_LOG).map(({ settlement }) => settlement.claim.id)
      const details = { queue, count: batch.length, work: ids, error }
      log.error('outcomes of attempts could not be stored', details)
      return error
    }
  }

  /** Ends early in a hurry. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        pauses.delete(end)
        resolve()
      }
      const cancel = timers.after(ms, end)
      pauses.add(end)
    })
  }

  return {
    enter(settlement, onStored) {
      waiting.push({ settlement, onStored })
      writing ??= writeAll()
    },
    hurry() {
      isInHurry = true
      for (const end of pauses) end()
    },
    async written() {
      while (writing !== undefined || apart.size > 0) await Promise.all([writing, ...apart])
    },
  }
}
