import type { LoggedEvent } from '../store/event-log.ts'
import type { Accepted } from '../store/store.ts'
import { type NewWork, QUEUE_NAMES, type QueueName } from '../store/work-queue.ts'
import type { Dispatcher } from './dispatcher.ts'

/** The ingest sees one place that takes work over; which dispatcher it is depends on the queue. */
export function createHandOver(dispatchers: Record<QueueName, Dispatcher>) {
  const handOver = {
    hasRoom: (item: NewWork) => dispatchers[item.queue].hasRoom(item.lane),
    take({ claims }: Accepted, events: readonly LoggedEvent[], left: readonly NewWork[]) {
      for (const queue of QUEUE_NAMES) {
        const ofQueue = (item: { queue: QueueName }) => item.queue === queue
        const [taken, stored] = [claims.filter(ofQueue), left.filter(ofQueue)]
        // Most events of a busy bus match nothing.
        if (taken.length + stored.length > 0) dispatchers[queue].take(taken, events, stored)
      }
    },
    /** Work that somebody else has stored. */
    notice: (items: readonly NewWork[]) => handOver.take({ claims: [], duplicates: [] }, [], items),
  }
  return handOver
}
