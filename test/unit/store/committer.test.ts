import { describe, expect, it } from 'vitest'
import type { LoggedEvent } from '../../../src/store/event-log.ts'
import { packEvents } from '../../../src/store/sqlite/event-pack.ts'
import { ownTextRoom } from '../../../src/store/sqlite/text-room.ts'
import { type Committer, createCommitter } from '../../../src/store/sqlite/writer/committer.ts'
import type { WriterRequest } from '../../../src/store/sqlite/writer/writer-requests.ts'
import { anEvent } from '../../contract/builders.ts'
import { openMigrated } from './open-migrated.ts'

type AcceptRequest = Extract<WriterRequest, { op: 'accept' }>
const eventOf = (id: string, text = '{}'): LoggedEvent => anEvent({ id, text, acceptedAt: 1 })
const accept = (...events: readonly LoggedEvent[]): AcceptRequest => ({
  op: 'accept',
  events: packEvents(events, ownTextRoom).pack,
  work: [],
})
const acceptMany = (committer: Committer, from: number, to: number) => {
  for (let i = from; i < to; i += 500) {
    const events = Array.from({ length: Math.min(500, to - i) }, (_, k) => eventOf(`${i + k}`))
    expect(committer.commit([accept(...events)]).failures).toEqual([])
  }
}
const isKnown = (committer: Committer, id: string) =>
  committer.commit([accept(eventOf(id))]).replies[0] !== null
const pruneAll: WriterRequest = { op: 'prune', before: 2, maxBytes: 1e9, limit: 1_000, from: 0 }

describe('a group of requests', () => {
  it('fails as a whole when the disk is full, and succeeds again when there is room', () => {
    using opened = openMigrated()
    const committer = createCommitter(opened.db)
    const room = Number(opened.db.pragma('max_page_count', { simple: true }))
    opened.db.pragma('max_page_count = 1')
    const large = accept(eventOf('large', 'x'.repeat(1_000_000)))
    const small = accept(eventOf('small'))

    const { failures } = committer.commit([small, large])
    expect(failures.map(({ failure }) => failure.kind)).toEqual(['full', 'full'])

    opened.db.pragma(`max_page_count = ${room}`)
    expect(committer.commit([small, large])).toEqual({ replies: [null, null], failures: [] })
    expect(opened.db.prepare('select id from events order by position').pluck().all()).toEqual([
      'small',
      'large',
    ])
  })

  it('recognises what is there after a reset could not be written', () => {
    using opened = openMigrated()
    const committer = createCommitter(opened.db)
    acceptMany(committer, 0, 1_000)
    opened.db.pragma('max_page_count = 1')
    const large = accept(eventOf('large', 'x'.repeat(10_000_000)))
    const { failures } = committer.commit([{ op: 'reset' }, large])
    expect(failures).toHaveLength(2)
    opened.db.pragma('max_page_count = 1000000')
    expect(isKnown(committer, '7')).toBe(true)
  })

  it('does not suffer from a request that breaks a constraint, whatever that has done before', () => {
    using opened = openMigrated()
    const committer = createCommitter(opened.db)
    const broken = ['no queue', 'id', 'lane', 1, 1, null, '{}', null, null, null, null, null, 0]
    const { failures } = committer.commit([
      accept(eventOf('a')),
      { ...accept(eventOf('undone')), work: [broken as never] },
      accept(eventOf('b')),
    ])
    expect(failures).toMatchObject([{ index: 1, failure: { kind: 'error' } }])
    const ids = opened.db.prepare('select id from events order by position').pluck().all()
    expect(ids).toEqual(['a', 'b'])
    const bytes = opened.db.prepare("select value from counters where name = 'event_bytes'").pluck()
    expect(bytes.get()).toBe(4)
  })

  it('names a damaged database as what it is', () => {
    using opened = openMigrated()
    const committer = createCommitter(opened.db)
    opened.db.unsafeMode(true)
    opened.db.pragma('writable_schema = on')
    opened.db.exec("update sqlite_schema set rootpage = 2 where name = 'event_bus_slices'")
    opened.db.pragma('writable_schema = reset')
    const { failures } = committer.commit([accept(eventOf('a'))])
    expect(failures[0]?.failure.kind).toBe('fatal')
  })
})

describe('recognising events over many generations', () => {
  it('knows each of 140,000 ids, also when the database is opened again', () => {
    using opened = openMigrated()
    acceptMany(createCommitter(opened.db), 0, 140_000)
    const again = createCommitter(opened.db)
    for (const id of ['0', '1', '65535', '65536', '131071', '131072', '139999']) {
      expect(isKnown(again, id)).toBe(true)
    }
    expect(isKnown(again, 'fresh')).toBe(false)
  }, 60_000)

  it('forgets a generation with its last event', () => {
    using opened = openMigrated()
    const committer = createCommitter(opened.db)
    acceptMany(committer, 0, 66_000)
    for (let i = 0; i < 66; i += 1) committer.commit([pruneAll])
    expect(opened.db.prepare('select count(*) from event_packs').pluck().get()).toBe(0)
    expect(opened.db.prepare('select slice from event_slices').pluck().all()).toEqual([])
    expect(isKnown(committer, '5')).toBe(false)
  }, 60_000)
})

describe('the plans of SQLite', () => {
  it.each([
    ['work by its id', 'work_queue_id', 'select 1 from work where queue = ? and id = ?'],
    [
      'the next due work',
      'work_queue_due_at',
      'select min(due_at) from work where queue = ? and lease is null',
    ],
    [
      'the head of a lane',
      'work_queue_lane_due_at',
      `select number from work
        where queue = ? and lane = ? and due_at <= ? and lease is null order by due_at, number limit 1`,
    ],
    [
      'pending work of an event',
      'work_event_position',
      'select 1 from work where event_position = ?',
    ],
  ])('find %s by an index', (_what, index, sql) => {
    using opened = openMigrated()
    const slots = Array.from(sql.matchAll(/\?/g), () => 1)
    const plan = opened.db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
    expect(
      plan
        .all(...slots)
        .map(({ detail }) => detail)
        .join('\n'),
    ).toContain(index)
    expect(
      plan
        .all(...slots)
        .map(({ detail }) => detail)
        .join('\n'),
    ).not.toContain('TEMP B-TREE')
  })
})
