import type { Millis } from '../../../domain/scope.ts'
import type { Logger } from '../../../platform/logger.ts'
import type { Timers } from '../../../platform/timers.ts'
import type { LogGroupRef } from '../../function-logs.ts'
import type { LogEntry } from '../reader/reader-requests.ts'
import {
  type AppendedLines,
  countLines,
  type Lines,
  linesOf,
  toLogEntries,
} from './to-log-entries.ts'

/** Characters that may wait to be written; more are dropped, and the stream says how many. */
export const BUFFER_LIMIT = 8 * 1024 * 1024
// What a line costs besides its characters.
const LINE_OVERHEAD = 64
// About what lines take up that are not made yet.
const UNMADE_SIZE = 512
const FLUSH_AFTER_MS = 20

type Dropped = {
  readonly group: LogGroupRef
  readonly stream: string
  readonly now: Millis
  readonly count: number
}

export type LogBuffer = {
  /** Returns at once; what does not fit is dropped and counted. */
  append(group: LogGroupRef, stream: string, lines: Lines, now: Millis): void
  /** Resolves when all that was appended before is written, or was dropped after all. */
  flush(): Promise<void>
  clear(): void
}

/** Gathers lines into batches, one on its way at a time. */
export function createLogBuffer(
  write: (entries: readonly LogEntry[]) => Promise<unknown>,
  timers: Timers,
  logger: Logger,
): LogBuffer {
  const dropped = new Map<string, Dropped>()
  let appended: AppendedLines[] = []
  let size = 0
  let sizeUnderWay = 0
  let isScheduled = false
  let isFailing = false
  let lastFlush = Promise.resolve()

  const drop = ({ group, stream, now, count }: Dropped) => {
    const name = JSON.stringify([group.account, group.region, group.group, stream])
    dropped.set(name, { group, stream, now, count: count + (dropped.get(name)?.count ?? 0) })
  }

  const sendBatch = async (batch: readonly LogEntry[], reports: readonly Dropped[]) => {
    try {
      await write([...batch, ...toLogEntries(reports.map(toReport), countLines(batch))])
      isFailing = false
    } catch (error) {
      // Logs are relaxed: no invocation fails because its output could not be kept.
      if (!isFailing) logger.warn('Function logs could not be written.', { error })
      isFailing = true
      for (const lost of [...batch.map(toDropped), ...reports]) if (lost.count > 0) drop(lost)
    }
  }

  const sendAll = async () => {
    do {
      const [batch, reports] = [toLogEntries(appended), [...dropped.values()]]
      if (batch.length === 0 && reports.length === 0) return
      appended = []
      dropped.clear()
      sizeUnderWay = size
      size = 0
      await sendBatch(batch, reports)
      sizeUnderWay = 0
      // What cannot be written now is tried again with the next flush.
    } while (!isFailing)
  }

  const flush = () => {
    isScheduled = false
    lastFlush = lastFlush.then(sendAll)
    return lastFlush
  }

  const schedule = () => {
    if (isScheduled) return
    isScheduled = true
    timers.after(FLUSH_AFTER_MS, () => void flush())
  }

  return {
    append(group, stream, lines, now) {
      const added = sizeOf(lines)
      const fits = size + sizeUnderWay + added <= BUFFER_LIMIT
      if (fits) {
        appended.push({ group, stream, lines, now })
        size += added
      } else drop({ group, stream, now, count: linesOf(lines).length })
      schedule()
    },
    flush,
    clear() {
      appended = []
      size = 0
      dropped.clear()
    },
  }
}

function sizeOf(lines: Lines): number {
  if (typeof lines === 'function') return UNMADE_SIZE
  return lines.reduce((sum, { message }) => sum + message.length + LINE_OVERHEAD, 0)
}

function toReport({ group, stream, now, count }: Dropped): AppendedLines {
  const message = `[busbar] ${count} log lines were dropped`
  return { group, stream, lines: [{ timestamp: now, message }], now }
}

function toDropped([account, region, group, stream, now, timestamps]: LogEntry): Dropped {
  return { group: { account, region, group }, stream, now, count: timestamps.length }
}
