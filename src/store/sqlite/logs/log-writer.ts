import type { LogGroupRef } from '../../function-logs.ts'
import type { Db } from '../database/open-database.ts'
import type { LogEntry } from '../reader/reader-requests.ts'

// How many lines one step of pruning removes; reads have their turn between two steps.
const STEP = 5_000
// Numbers that are never reused cost an update with each statement, however many lines it brings.
const LINES_AT_ONCE = 16

type Row = readonly (number | string | undefined)[]

export type LogWriter = {
  write(entries: readonly LogEntry[]): void
  deleteGroup(group: LogGroupRef): boolean
  /** One step. @returns whether there is more to remove. */
  prune(limits: { before: number; maxBytes: number }): boolean
  clear(): void
}

export function createLogWriter(db: Db): LogWriter {
  const sql = prepareStatements(db)

  /** Makes what it needs of its group and stream, and puts its lines where they belong among those of the batch. */
  const placeLines = (entry: LogEntry, rows: Row[]) => {
    const [account, region, group, stream, now, timestamps, ingestedAts, messages, places] = entry
    const groupNumber = sql.group.get({ account, region, name: group, now })
    if (timestamps.length === 0) return
    let [first, last, bytes] = [Number.POSITIVE_INFINITY, 0, 0]
    for (const [index, timestamp] of timestamps.entries()) {
      first = Math.min(first, timestamp)
      last = Math.max(last, timestamp)
      bytes += Buffer.byteLength(messages[index] ?? '')
    }
    const newest = ingestedAts.at(-1) ?? now
    const seen = { group: groupNumber, name: stream, now, newest, first, last, bytes }
    const streamNumber = sql.stream.get(seen)
    for (const [index, place] of places.entries()) {
      const line = [timestamps[index], ingestedAts[index], messages[index]] as const
      rows[place] = [groupNumber, streamNumber, ...line]
    }
  }

  const write = (entries: readonly LogEntry[]) => {
    const rows: Row[] = []
    for (const entry of entries) placeLines(entry, rows)
    let at = 0
    for (; at + LINES_AT_ONCE <= rows.length; at += LINES_AT_ONCE) {
      sql.lines.run(rows.slice(at, at + LINES_AT_ONCE).flat())
    }
    for (; at < rows.length; at += 1) sql.line.run(rows[at])
  }

  const prune = ({ before, maxBytes }: { before: number; maxBytes: number }): boolean => {
    const excess = (sql.total.get() ?? 0) - maxBytes
    const lines = [...sql.tooOld.all({ before }), ...(excess > 0 ? sql.oldest.all() : [])]
    const removed = removeLines(sql, lines, before, excess)
    if (removed === 0) sql.removeEmpty.run({ before })
    return removed > 0
  }

  return {
    write: db.transaction(write).immediate,
    deleteGroup: ({ account, region, group }) =>
      sql.deleteGroup.run(account, region, group).changes === 1,
    prune: db.transaction(prune).immediate,
    clear: db.transaction(() => {
      for (const statement of [sql.clearLines, sql.clearStreams, sql.clearGroups]) statement.run()
    }),
  }
}

type Line = { number: number; stream: number; timestamp: number; bytes: number }

/** Removes what is too old, and the oldest of the rest until the excess is gone. */
function removeLines(
  sql: ReturnType<typeof prepareStatements>,
  lines: readonly Line[],
  before: number,
  excess: number,
): number {
  let [removed, tooMuch] = [0, excess]
  for (const { number, stream, timestamp, bytes } of lines) {
    if (timestamp >= before && tooMuch <= 0) break
    // A line that is both too old and among the oldest comes twice.
    if (sql.removeLine.run(number).changes === 0) continue
    sql.shrink.run({ stream, bytes })
    removed += 1
    tooMuch -= bytes
  }
  return removed
}

function prepareStatements(db: Db) {
  const line =
    'log_lines.number, stream_number as stream, timestamp, octet_length(message) as bytes'
  return {
    // An update that changes nothing, so that the number comes back also when there is one.
    group: db
      .prepare<object, number>(`
        insert into log_groups (account, region, name, created_at)
        values (@account, @region, @name, @now)
        on conflict (account, region, name) do update set name = name
        returning number`)
      .pluck(),
    stream: db
      .prepare<object, number>(`
        insert into log_streams (group_number, name, created_at, first_event_at, last_event_at,
                                 last_ingested_at, stored_bytes)
        values (@group, @name, @now, @first, @last, @newest, @bytes)
        on conflict (group_number, name) do update
           set first_event_at = min(coalesce(first_event_at, @first), @first),
               last_event_at = max(coalesce(last_event_at, @last), @last),
               last_ingested_at = @newest, stored_bytes = stored_bytes + @bytes
        returning number`)
      .pluck(),
    line: insertLines(db, 1),
    lines: insertLines(db, LINES_AT_ONCE),
    deleteGroup: db.prepare('delete from log_groups where account = ? and region = ? and name = ?'),
    total: db.prepare<[], number>('select coalesce(sum(stored_bytes), 0) from log_streams').pluck(),
    tooOld: db.prepare<object, Line>(`
      select ${line} from log_streams cross join log_lines
       where first_event_at < @before and stream_number = log_streams.number
         and timestamp < @before limit ${STEP}`),
    oldest: db.prepare<[], Line>(
      `select ${line} from log_lines order by log_lines.number limit ${STEP}`,
    ),
    removeLine: db.prepare('delete from log_lines where number = ?'),
    shrink: db.prepare<object>(`
      update log_streams
         set stored_bytes = stored_bytes - @bytes,
             first_event_at = (select min(timestamp) from log_lines where stream_number = @stream)
       where number = @stream`),
    // A function that runs often makes a stream for every environment.
    removeEmpty: db.prepare<object>(`
      delete from log_streams
       where last_ingested_at < @before
         and not exists (select 1 from log_lines where stream_number = log_streams.number)`),
    clearLines: db.prepare('delete from log_lines'),
    clearStreams: db.prepare('delete from log_streams'),
    clearGroups: db.prepare('delete from log_groups'),
  }
}

function insertLines(db: Db, count: number) {
  const rows = Array.from({ length: count }, () => '(?, ?, ?, ?, ?)')
  return db.prepare(`
    insert into log_lines (group_number, stream_number, timestamp, ingested_at, message)
    values ${rows.join(', ')}`)
}
