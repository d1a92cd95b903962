import type { QueueName } from '../../work-queue.ts'
import type { Db } from '../database/open-database.ts'
import type { ClaimRow } from './writer-requests.ts'

const COLUMNS = `
  queue, id, lane, enqueued_at, due_at, lease, work, payload,
  event_account, event_region, event_bus, event_id, event_position, attempts`

/** Which work, and how much of it; the leases are numbered from the first one on. */
export type Portion = {
  readonly queue: QueueName
  readonly now: number
  readonly max: number
  readonly firstLease: number
}

export type ClaimStatements = {
  /** Leases one row, if it is there. */
  leaseRow(lease: number, number: number): ClaimRow | undefined
  /** Leases the longest-due rows of any lane. */
  leaseOldest(portion: Portion): ClaimRow[]
  /** Leases the longest-due rows of one lane. */
  leaseOldestOf(lane: string, portion: Portion): ClaimRow[]
}

export function createClaimStatements(db: Db): ClaimStatements {
  const row = db
    .prepare<[number, number], ClaimRow>(
      `update work set lease = ? where number = ? returning ${COLUMNS}`,
    )
    .raw()
  const ofAll = leaseMany(db, '')
  const ofLane = leaseMany(db, 'and lane = @lane')

  return {
    leaseRow: (lease, number) => row.get(lease, number),
    leaseOldest: (portion) => inOrder(ofAll.all(portion)),
    leaseOldestOf: (lane, portion) => inOrder(ofLane.all({ ...portion, lane })),
  }
}

/** One statement for all of them: row by row, a statement that finds and one that leases cost twice as much. */
function leaseMany(db: Db, where: string) {
  return db
    .prepare<object, ClaimRow>(`
      update work set lease = @firstLease - 1 + due.place
        from (select number as due_number, row_number() over (order by due_at, number) as place
                from (select number, due_at from work
                       where queue = @queue ${where} and due_at <= @now and lease is null
                       order by due_at, number limit @max)) as due
       where number = due_number
      returning ${COLUMNS}`)
    .raw()
}

/** SQLite returns changed rows in whatever order. */
function inOrder(rows: readonly ClaimRow[]): ClaimRow[] {
  return rows.toSorted((a, b) => a[5] - b[5])
}
