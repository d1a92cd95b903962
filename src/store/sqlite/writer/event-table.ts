import type { Db } from '../database/open-database.ts'
import type { Counters } from './counters.ts'
import { digestOf, GENERATION_SIZE, SLICE_SIZE } from './event-filter.ts'
import { createEventFilters } from './event-filters.ts'
import type { EventRow, PruneStep, WriterRequest } from './writer-requests.ts'

// How much of the log one transaction of pruning looks at.
const STEP = 1_000

export type EventTable = {
  /** @returns where the event is now; `undefined` when the log held it already. */
  append(row: EventRow): number | undefined
  positionOf(account: string, region: string, bus: string, id: string): number | undefined
  prune(request: Extract<WriterRequest, { op: 'prune' }>): PruneStep
  clear(): void
  /** Goes back to what the database holds, after a transaction has failed. */
  reload(): void
}

export function createEventTable(db: Db, counters: Counters): EventTable {
  let filters = createEventFilters(db)
  // Ids that were added and rolled back do no harm; filters that were dropped would.
  let hasDropped = false
  const insert = db.prepare(`
    insert into events (position, account, region, bus, id, accepted_at, origin, text,
                        trace_header, matches)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  // A list, not a range, and the index by name: else SQLite would look through all events of the bus.
  const slices = Array.from({ length: GENERATION_SIZE / SLICE_SIZE }, (_, i) => `@slice + ${i}`)
  const find = db
    .prepare<object, number>(`
      select position from events indexed by events_slice_id_bus
       where slice in (${slices.join(', ')})
         and id = @id and bus = @bus and account = @account and region = @region`)
    .pluck()
  const scan = db.prepare<[number], Scanned>(`
    select position, accepted_at as acceptedAt, octet_length(text) as bytes,
           exists (select 1 from work where event_position = position) as isPending
      from events where position > ? order by position limit ${STEP}`)
  const remove = db.prepare('delete from events where position between ? and ?')
  const removeAttempts = db.prepare('delete from attempts where event_position between ? and ?')
  const removeOther = db.prepare<object>(`
    delete from attempts where number in (
      select number from attempts
       where event_position is null and ended_at < @before
         and not exists (select 1 from work
                          where queue in ('deliveries', 'invocations') and id = work_id)
       order by ended_at limit @limit)`)
  const clear = db.prepare('delete from events')

  const locate = (account: string, region: string, bus: string, id: string) => {
    const digest = digestOf(id, bus)
    for (const generation of filters.generationsOf(digest)) {
      const slice = (generation * GENERATION_SIZE) / SLICE_SIZE
      const found = find.get({ slice, account, region, bus, id })
      if (found !== undefined) return { digest, found }
    }
    return { digest }
  }

  return {
    append(row) {
      const [account, region, bus, id, , , text] = row
      const { digest, found } = locate(account, region, bus, id)
      if (found !== undefined) return undefined
      const position = counters.add('position', 1)
      insert.run(position, ...row)
      counters.add('event_bytes', Buffer.byteLength(text))
      filters.add(position, digest)
      return position
    },

    positionOf: (account, region, bus, id) => locate(account, region, bus, id).found,

    prune({ before, maxBytes, limit, from }) {
      const excess = counters.get('event_bytes') - maxBytes
      const { doomed, next } = choose(scan.all(from), { before, excess, limit })
      let removed = 0
      hasDropped ||= doomed.length > 0
      for (const [first, last] of toRanges(doomed)) {
        removeAttempts.run(first, last)
        removed += remove.run(first, last).changes
        filters.dropIfEmpty(first)
        filters.dropIfEmpty(last)
      }
      counters.add('event_bytes', -doomed.reduce((sum, { bytes }) => sum + bytes, 0))
      if (removed === 0 && next === null) removed = removeOther.run({ before, limit }).changes
      return { removed, next }
    },

    clear() {
      hasDropped = true
      clear.run()
      filters.clear()
      counters.add('event_bytes', -counters.get('event_bytes'))
    },

    reload() {
      if (hasDropped) filters = createEventFilters(db)
      hasDropped = false
    },
  }
}

type Scanned = { position: number; acceptedAt: number; bytes: number; isPending: 0 | 1 }
type Limits = { readonly before: number; readonly excess: number; readonly limit: number }

/** What of a step of the log has to go. Acceptance times grow with the position. */
function choose(scanned: readonly Scanned[], { before, excess, limit }: Limits) {
  const doomed: Scanned[] = []
  let tooMuch = excess
  for (const event of scanned) {
    if (event.acceptedAt >= before && tooMuch <= 0) return { doomed, next: null }
    if (event.isPending === 1) continue
    if (doomed.length === limit) return { doomed, next: event.position - 1 }
    doomed.push(event)
    tooMuch -= event.bytes
  }
  const last = scanned.length < STEP ? undefined : scanned.at(-1)
  return { doomed, next: last?.position ?? null }
}

/** Runs of neighbours, so that each is one range of the table. */
function toRanges(events: readonly Scanned[]): [first: number, last: number][] {
  const ranges: [number, number][] = []
  for (const { position } of events) {
    const range = ranges.at(-1)
    if (range !== undefined && range[1] === position - 1) range[1] = position
    else ranges.push([position, position])
  }
  return ranges
}
