import type { Logger } from '../../../platform/logger.ts'
import type { Timers } from '../../../platform/timers.ts'
import type { FunctionLogs } from '../../function-logs.ts'
import type { ReaderClient } from '../reader/reader-client.ts'
import { createLogBuffer } from './log-buffer.ts'

export type SqliteFunctionLogs = FunctionLogs & {
  /** Drops every line, also those that were not written yet. */
  clear(): Promise<void>
}

export function createSqliteFunctionLogs(
  reader: ReaderClient,
  timers: Timers,
  logger: Logger,
): SqliteFunctionLogs {
  const buffer = createLogBuffer(
    (entries) => reader.request({ op: 'write-logs', entries }),
    timers,
    logger,
  )

  return {
    ensureGroup: (group, now) => buffer.append(group, '', [], now),
    append(group, stream, lines, now) {
      if (typeof lines === 'function' || lines.length > 0) buffer.append(group, stream, lines, now)
    },
    flush: () => buffer.flush(),

    groups: (scope, options) => reader.request({ op: 'log-groups', scope, options }),
    streams: (group, options) => reader.request({ op: 'log-streams', group, options }),
    read: (group, options) => reader.request({ op: 'read-logs', group, options }),

    async deleteGroup(group) {
      // Lines on their way would make the group again.
      await buffer.flush()
      return reader.request({ op: 'delete-log-group', group })
    },
    async prune({ before, maxBytes }) {
      while (await reader.request({ op: 'prune-logs', before, maxBytes }));
    },
    async clear() {
      buffer.clear()
      await reader.request({ op: 'reset-logs' })
    },
  }
}
