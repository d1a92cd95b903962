import type { FunctionLogs, StoredLogLine } from '../../function-logs.ts'
import type { Db } from '../database/open-database.ts'

type Options = Parameters<FunctionLogs['read']>[1]
type LineRow = {
  number: number
  stream: string
  timestamp: number
  ingested_at: number
  message: string
}

// Wide enough for every row number, so that ids compare as text too.
const ID_DIGITS = 16

export type LineReader = {
  read(groupNumber: number, options: Options): StoredLogLine[]
}

export function createLineReader(db: Db): LineReader {
  const streamNumbers = db
    .prepare<object, number>(`
      select number from log_streams
       where group_number = @group and substr(name, 1, length(@prefix)) = @prefix
         and (@names is null or name in (select value from json_each(@names)))`)
    .pluck()

  return {
    read(group, options) {
      const { streams, streamPrefix: prefix = '', backwards, after } = options
      const isOfStreams = streams !== undefined || prefix !== ''
      const names = streams === undefined ? null : JSON.stringify(streams)
      const numbers = isOfStreams ? streamNumbers.all({ group, prefix, names }) : undefined
      const rows = db.prepare<object, LineRow>(toSql(numbers?.length, options)).all({
        group,
        stream: numbers?.[0] ?? 0,
        streams: JSON.stringify(numbers ?? []),
        start: options.startTime ?? 0,
        end: options.endTime ?? Number.MAX_SAFE_INTEGER,
        timestamp: after?.timestamp ?? 0,
        number: Number(after?.id ?? 0),
        limit: options.limit,
      })
      const lines = rows.map(toLine)
      return backwards ? lines.reverse() : lines
    },
  }
}

/** @param streamCount - how many streams to read; all of the group without it. */
function toSql(streamCount: number | undefined, { after, backwards }: Options): string {
  const [compare, direction] = backwards ? ['<', 'desc'] : ['>', 'asc']
  const conditions = ['timestamp >= @start', 'timestamp < @end']
  // One stream has an index of its own; of several, the lines are picked out of the group's.
  if (streamCount === 1) conditions.push('stream_number = @stream')
  else conditions.push('log_lines.group_number = @group')
  if (streamCount !== undefined && streamCount !== 1) {
    conditions.push('stream_number in (select value from json_each(@streams))')
  }
  if (after !== undefined) {
    conditions.push(`(timestamp, log_lines.number) ${compare} (@timestamp, @number)`)
  }
  return `
    select log_lines.number, log_streams.name as stream, timestamp, ingested_at, message
      from log_lines join log_streams on log_streams.number = stream_number
     where ${conditions.join(' and ')}
     order by timestamp ${direction}, log_lines.number ${direction} limit @limit`
}

function toLine({ number, stream, timestamp, ingested_at, message }: LineRow): StoredLogLine {
  const id = String(number).padStart(ID_DIGITS, '0')
  return { id, stream, ingestedAt: ingested_at, timestamp, message }
}
