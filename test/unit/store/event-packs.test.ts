import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LoggedEvent } from '../../../src/store/event-log.ts'
import { migrate } from '../../../src/store/sqlite/database/migrate.ts'
import { type Db, openDatabase } from '../../../src/store/sqlite/database/open-database.ts'
import { packEvents } from '../../../src/store/sqlite/event-pack.ts'
import { createEventReader } from '../../../src/store/sqlite/reader/event-reader.ts'
import { ownTextRoom } from '../../../src/store/sqlite/text-room.ts'
import { createCommitter } from '../../../src/store/sqlite/writer/committer.ts'
import type { WorkRow, WriterRequest } from '../../../src/store/sqlite/writer/writer-requests.ts'
import { anEvent } from '../../contract/builders.ts'

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

let directory: string
let db: Db
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  db = openDatabase(join(directory, 'busbar.db'), 'off')
})
afterEach(() => {
  db.close()
  rmSync(directory, { recursive: true })
})

/** The schema of 0.1, with an event a row. */
function migrateToRows(): void {
  const old = join(directory, 'old')
  mkdirSync(old)
  const files = readdirSync(MIGRATIONS).filter((file) => /^00000\d_/.test(file))
  for (const file of files) copyFileSync(join(MIGRATIONS, file), join(old, file))
  migrate(db, old)
}

function insertRow(position: number, event: LoggedEvent): void {
  const { account, region, bus, id, acceptedAt, origin, text, traceHeader = null } = event
  db.prepare(`
    insert into events (position, account, region, bus, id, accepted_at, origin, text, trace_header,
                        matches)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    ...[position, account, region, bus, id, acceptedAt, origin, text, traceHeader],
    JSON.stringify(event.matches),
  )
}

const deliveries = [
  { targetId: 't', targetArn: 'arn:t', queue: 'deliveries', workId: 'w' } as const,
]
const different = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    anEvent({
      id: `event-${i}`,
      bus: i % 3 === 0 ? 'orders' : 'default',
      acceptedAt: i,
      text: i % 2 === 0 ? `{"detail":{"ü":"€\\n","n": ${i}}}` : `{\n"detail":{"𝄞":1.0}}`,
      ...(i % 5 === 0 && { traceHeader: 'Root="1"', origin: 'schedule' as const }),
      ...(i % 7 === 0 && { matches: [{ ruleName: 'r', ruleArn: 'arn:r', deliveries }] }),
    }),
  )
const everything = { order: 'oldest-first', limit: 10_000 } as const
const accept = (events: readonly LoggedEvent[], work: readonly WorkRow[] = []): WriterRequest => ({
  op: 'accept',
  events: packEvents(events, ownTextRoom).pack,
  work,
})
const shown = () =>
  db
    .prepare(
      'select account, region, bus, id, accepted_at, origin, text, trace_header, matches from events',
    )
    .raw()
    .all()
const asShown = ({ account, region, bus, id, acceptedAt, origin, text, ...rest }: LoggedEvent) => [
  ...[account, region, bus, id, acceptedAt, origin, text],
  ...[rest.traceHeader ?? null, JSON.stringify(rest.matches)],
]

it('keeps every event of a database that has an event a row', () => {
  migrateToRows()
  const events = different(9_000)
  const positionOf = (i: number) => 10 + i + (i > 4_000 ? 5_000 : 0)
  db.transaction(() => {
    for (const [i, event] of events.entries()) insertRow(positionOf(i), event)
  })()
  db.exec("update counters set value = 14010 where name = 'position'")
  migrate(db, MIGRATIONS)

  const committer = createCommitter(db)
  const reader = createEventReader(db)
  expect(reader.read(everything).events).toEqual(events)
  expect(reader.find('event-4567', null)).toEqual([events[4_567]])
  expect(reader.find('event-8999', null)).toEqual([events[8_999]])
  const again = committer.commit([accept(events.slice(0, 5))])
  expect(again.replies).toEqual([{ duplicates: [0, 1, 2, 3, 4], skippedWork: [] }])
  const scope = { account: '000000000000', region: 'us-east-1' }
  const newest = reader.read({ scope, bus: 'orders', order: 'newest-first', limit: 3 })
  expect(newest.events.map(({ id }) => id)).toEqual(['event-8997', 'event-8994', 'event-8991'])
})

it('shows the events one by one to a person who looks', () => {
  migrate(db, MIGRATIONS)
  const events = different(50)
  const committer = createCommitter(db)
  committer.commit([accept(events.slice(0, 20)), accept([]), accept(events.slice(20, 30))])
  committer.commit([accept(events.slice(30))])
  expect(db.prepare('select count(*) from event_packs').pluck().get()).toBe(2)
  expect(shown()).toEqual(events.map(asShown))
})

it('takes out of a pack what pending work does not need', () => {
  migrate(db, MIGRATIONS)
  const events = different(50)
  const committer = createCommitter(db)
  const pending = [7, 31]
  const work = pending.map(
    (i): WorkRow => [
      ...(['deliveries', `w${i}`, 'lane', 1, 1, null, '{}', null] as const),
      ...(['000000000000', 'us-east-1', 'default', `event-${i}`, i] as const),
    ],
  )
  committer.commit([accept(events.slice(0, 0)), accept(events, work)])
  const prune = { op: 'prune', before: 1_000, maxBytes: 1e9, limit: 100, from: 0 } as const
  expect(committer.commit([prune]).replies).toEqual([{ removed: 48, next: null }])
  expect(committer.commit([prune]).replies).toEqual([{ removed: 0, next: null }])
  const kept = pending.map((i) => events[i])
  const reader = createEventReader(db)
  expect(reader.read(everything).events).toEqual(kept)
  expect(reader.find('event-31', null)).toEqual([events[31]])
  for (const i of pending) expect(reader.find(`event-${i}`, String(i + 1))).toEqual([events[i]])
  expect(reader.find('event-8', '9')).toEqual([])
  expect(shown()).toHaveLength(2)
  const bytes = kept.reduce((sum, event) => sum + Buffer.byteLength(event?.text ?? ''), 0)
  const counted = db.prepare("select value from counters where name = 'event_bytes'").pluck()
  expect(counted.get()).toBe(bytes)
})

it('holds the log at its size while events come, and loses none that work needs', () => {
  migrate(db, MIGRATIONS)
  const committer = createCommitter(db, { maxEventBytes: 100_000 })
  const text = JSON.stringify('x'.repeat(998))
  const counted = db.prepare("select value from counters where name = 'event_bytes'").pluck()
  const parked = anEvent({ id: 'parked', text })
  const row: WorkRow = [
    ...(['deliveries', 'w', 'lane', 1, 1, null, '{}', null] as const),
    ...(['000000000000', 'us-east-1', 'default', 'parked', 0] as const),
  ]
  committer.commit([accept([parked, anEvent({ text })], [row])])
  for (let i = 0; i < 100; i += 1) {
    committer.commit([accept(Array.from({ length: 20 }, () => anEvent({ text })))])
    expect(counted.get()).toBeLessThanOrEqual(120_000)
  }
  const reader = createEventReader(db)
  const [oldest, ...rest] = reader.read(everything).events
  expect(oldest).toEqual(parked)
  expect(rest.length).toBeGreaterThan(75)
})

it('finds events by the id, in full slices and after them, also when it is opened again', () => {
  migrate(db, MIGRATIONS)
  const events = different(13_000)
  let committer = createCommitter(db)
  for (let i = 0; i < 13_000; i += 500) committer.commit([accept(events.slice(i, i + 500))])
  expect(db.prepare('select slice from event_slices').pluck().all()).toEqual([0, 1, 2])
  committer = createCommitter(db)
  const reader = createEventReader(db)
  for (const at of [0, 4_095, 4_096, 8_191, 12_288, 12_999]) {
    expect(reader.find(`event-${at}`, null)).toEqual([events[at]])
    expect(reader.find(`event-${at}`, String(at + 1))).toEqual([events[at]])
    const [reply] = committer.commit([accept([events[at] ?? anEvent()])]).replies
    expect(reply).toEqual({ duplicates: [0], skippedWork: [] })
  }
  expect(reader.find('event-13000', null)).toEqual([])
})
