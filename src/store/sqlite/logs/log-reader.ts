import type { Scope } from '../../../domain/scope.ts'
import type {
  FunctionLogs,
  LogGroup,
  LogGroupRef,
  LogStream,
  StoredLogLine,
} from '../../function-logs.ts'
import type { Db } from '../database/open-database.ts'
import { createLineReader } from './line-reader.ts'

type GroupOptions = Parameters<FunctionLogs['groups']>[1]
type StreamOptions = Parameters<FunctionLogs['streams']>[1]
type LineOptions = Parameters<FunctionLogs['read']>[1]

type StreamRow = {
  name: string
  created_at: number
  first_event_at: number | null
  last_event_at: number | null
  last_ingested_at: number | null
  stored_bytes: number
}

export type LogReader = {
  groups(scope: Scope, options: GroupOptions): LogGroup[]
  streams(group: LogGroupRef, options: StreamOptions): LogStream[] | undefined
  read(group: LogGroupRef, options: LineOptions): StoredLogLine[] | undefined
}

export function createLogReader(db: Db): LogReader {
  const groups = db.prepare<object, LogGroup>(`
    select name, created_at as createdAt,
           (select coalesce(sum(stored_bytes), 0) from log_streams
             where group_number = log_groups.number) as storedBytes
      from log_groups
     where account = @account and region = @region and name > @after
       and name >= @prefix and substr(name, 1, length(@prefix)) = @prefix
     order by name limit @limit`)
  const groupNumber = db
    .prepare<[string, string, string], number>(
      'select number from log_groups where account = ? and region = ? and name = ?',
    )
    .pluck()
  const numberOf = ({ account, region, group }: LogGroupRef) =>
    groupNumber.get(account, region, group)
  const lines = createLineReader(db)

  return {
    groups: ({ account, region }, { prefix = '', after = '', limit }) =>
      groups.all({ account, region, prefix, after, limit }),

    streams(group, options) {
      const number = numberOf(group)
      if (number === undefined) return undefined
      const { prefix = '', offset, limit } = options
      return db
        .prepare<object, StreamRow>(toStreamSql(options))
        .all({ group: number, prefix, offset, limit })
        .map(toStream)
    },

    read(group, options) {
      const number = numberOf(group)
      return number === undefined ? undefined : lines.read(number, options)
    },
  }
}

function toStreamSql({ orderBy, descending }: StreamOptions): string {
  const direction = descending ? 'desc' : 'asc'
  const order = orderBy === 'name' ? '' : `last_event_at ${direction},`
  return `
    select * from log_streams
     where group_number = @group and substr(name, 1, length(@prefix)) = @prefix
     order by ${order} name ${direction} limit @limit offset @offset`
}

function toStream(row: StreamRow): LogStream {
  return {
    name: row.name,
    createdAt: row.created_at,
    ...(row.first_event_at === null ? {} : { firstEventAt: row.first_event_at }),
    ...(row.last_event_at === null ? {} : { lastEventAt: row.last_event_at }),
    ...(row.last_ingested_at === null ? {} : { lastIngestedAt: row.last_ingested_at }),
    storedBytes: row.stored_bytes,
  }
}
