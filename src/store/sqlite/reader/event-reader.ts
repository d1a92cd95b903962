import type { EventLog, LoggedEvent, RuleMatch } from '../../event-log.ts'
import type { Db } from '../database/open-database.ts'

type EventRow = {
  position: number
  account: string
  region: string
  bus: string
  id: string
  accepted_at: number
  origin: LoggedEvent['origin']
  text: string
  trace_header: string | null
  matches: string
}
type ReadOptions = Parameters<EventLog['read']>[0]

export type EventReader = {
  find(id: string): LoggedEvent[]
  read(options: ReadOptions): Awaited<ReturnType<EventLog['read']>>
}

export function createEventReader(db: Db): EventReader {
  // Leaps from slice to slice; some may be empty.
  const find = db.prepare<object, EventRow>(`
    with recursive slices (slice) as (
      select min(slice) from events
      union all
      select (select min(slice) from events where events.slice > slices.slice)
        from slices where slices.slice is not null)
    select events.* from slices cross join events indexed by events_slice_id_bus
     where events.slice = slices.slice and events.id = @id
     order by position`)
  const findTime = createTimeSearch(db)

  return {
    find: (id) => find.all({ id }).map(toEvent),

    read(options) {
      const isForward = options.order === 'oldest-first'
      const place =
        typeof options.after === 'object' ? findTime(options.after, isForward) : options.after
      const start = isForward ? 0 : Number.MAX_SAFE_INTEGER
      const after = place === undefined ? start : Number(place)
      const { account = null, region = null } = options.scope ?? {}
      const rows = db
        .prepare<object, EventRow>(toReadSql(options, isForward))
        .all({ after, account, region, bus: options.bus ?? null, limit: options.limit + 1 })
      const page = rows.slice(0, options.limit)
      const last = page.at(-1)
      const next =
        rows.length > page.length && last !== undefined ? String(last.position) : undefined
      return { events: page.map(toEvent), ...(next === undefined ? {} : { next }) }
    },
  }
}

function toReadSql({ scope, bus }: ReadOptions, isForward: boolean): string {
  const conditions = [isForward ? 'position > @after' : 'position < @after']
  // The index has the order of positions within one bus only. For all buses of a scope, events are
  // picked out in their own order; the plus keeps SQLite from sorting all of them.
  const plus = bus === undefined ? '+' : ''
  if (scope !== undefined) conditions.push(`${plus}account = @account`, `${plus}region = @region`)
  if (bus !== undefined) conditions.push('bus = @bus')
  return `
    select * from events where ${conditions.join(' and ')}
     order by position ${isForward ? 'asc' : 'desc'} limit @limit`
}

/**
 * Finds the place just before (forward) or after the events of a time, by halving: acceptance times
 * grow with the position.
 */
function createTimeSearch(db: Db) {
  const bounds = db.prepare<[], { low: number | null; high: number | null }>(
    'select (select min(position) from events) as low, (select max(position) from events) as high',
  )
  const nextTo = db.prepare<[number], { position: number; accepted_at: number }>(
    'select position, accepted_at from events where position >= ? order by position limit 1',
  )

  return ({ acceptedAt }: { readonly acceptedAt: number }, isForward: boolean): number => {
    const { low: first, high: last } = bounds.get() ?? { low: null, high: null }
    if (first === null || last === null) return 0
    const isBefore = (at: number) => (isForward ? at < acceptedAt : at <= acceptedAt)
    let [low, high] = [first, last + 1]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const found = nextTo.get(middle)
      if (found !== undefined && isBefore(found.accepted_at)) low = found.position + 1
      else high = middle
    }
    return isForward ? low - 1 : low
  }
}

function toEvent(row: EventRow): LoggedEvent {
  const { account, region, bus, id, origin, text } = row
  const matches: RuleMatch[] = JSON.parse(row.matches)
  const traceHeader = row.trace_header === null ? {} : { traceHeader: row.trace_header }
  const acceptedAt = row.accepted_at
  return { account, region, bus, id, acceptedAt, origin, text, ...traceHeader, matches }
}
