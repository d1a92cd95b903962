import type { QueueName, WorkQueue } from '../work-queue.ts'
import { accept } from './accept.ts'
import type { Leases } from './leases.ts'
import type { ReaderClient } from './reader/reader-client.ts'
import { toClaim, toSettlementRow } from './rows.ts'
import { ownTextRoom } from './text-room.ts'
import type { WriterClient } from './writer/writer-client.ts'

export function createSqliteWorkQueue(
  writer: WriterClient,
  reader: ReaderClient,
  leases: Leases,
): WorkQueue {
  return {
    async enqueue(work, lease) {
      const unit = { events: [], work: work.map((item) => ({ ...item, lease })) }
      return (await accept(writer, leases, ownTextRoom, unit)).claims
    },

    async claim(queue: QueueName, now, { max, lanes = null, exceptLanes = null }) {
      const firstLease = leases.take(max)
      const request = { op: 'claim', queue, now, max, firstLease, lanes, exceptLanes } as const
      return writer.request(request, (rows) => rows.map((row) => toClaim(row, leases)), max)
    },

    async settle(settlements) {
      const rows = settlements.map((settlement) => toSettlementRow(settlement, leases))
      return writer.request(
        { op: 'settle', settlements: rows },
        (held) => held.map((isHeld) => (isHeld ? 'ok' : 'lost')),
        rows.reduce((sum, { 6: following }) => sum + 1 + (following?.length ?? 0), 0),
      )
    },

    async nextDue(queue, exceptLanes = []) {
      const request = { op: 'next-due', queue, exceptLanes } as const
      return writer.request(request, (dueAt) => dueAt ?? undefined)
    },

    depth: (queue, now) => reader.request({ op: 'depth', queue, now }),
  }
}
