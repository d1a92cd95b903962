import type { EventLog } from '../event-log.ts'
import { fromFoundEvent } from './reader/found-event.ts'
import type { ReaderClient } from './reader/reader-client.ts'
import type { WriterClient } from './writer/writer-client.ts'

export function createSqliteEventLog(writer: WriterClient, reader: ReaderClient): EventLog {
  // Where the pass over the log goes on, so that events which have to stay are not looked at by
  // each call again.
  let from = 0

  return {
    async find(id, at) {
      const found = await reader.request({ op: 'find-events', id, at: at ?? null })
      return found.map(fromFoundEvent)
    },
    read: (options) => reader.request({ op: 'read-events', options }),
    history: (workIds) => reader.request({ op: 'history', workIds }),

    async prune({ before, maxBytes, limit }) {
      for (;;) {
        const request = { op: 'prune', before, maxBytes, limit, from } as const
        const { removed, next } = await writer.request(request, (step) => step, limit)
        from = next ?? 0
        if (removed > 0 || next === null) return removed
      }
    },
  }
}
