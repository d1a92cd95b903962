import type { QueueName } from '../../work-queue.ts'
import type { Db } from '../database/open-database.ts'
import type { AttemptTable, FinishedAttempt } from './attempt-table.ts'
import { createClaimStatements } from './claim-statements.ts'
import { createLaneHeads } from './lane-heads.ts'
import type { ClaimRow, SettlementRow, WorkRow, WriterRequest } from './writer-requests.ts'

type ClaimRequest = Extract<WriterRequest, { op: 'claim' }>

export type WorkTable = {
  /** @returns false when the queue holds this id already. */
  add(row: WorkRow, eventPosition: number | null): boolean
  claim(request: ClaimRequest): ClaimRow[]
  /** What follows from them is added too. @returns whether each lease was still held. */
  settle(rows: readonly SettlementRow[]): boolean[]
  nextDue(queue: QueueName, exceptLanes: readonly string[]): number | null
  clear(): void
}

/** Opens the queues; what a process held that is gone becomes free. */
export function createWorkTable(db: Db, attempts: AttemptTable): WorkTable {
  db.exec('update work set lease = null where lease is not null')
  const sql = prepareStatements(db)
  const claim = createClaimStatements(db)
  const lanes = createLaneHeads(db)

  /** One after the other, since leasing the head of a lane uncovers the next. */
  const claimFromLanes = (request: ClaimRequest): ClaimRow[] => {
    const claims: ClaimRow[] = []
    for (const number of lanes.choose(request)) {
      const row = claim.leaseRow(request.firstLease + claims.length, number)
      if (row !== undefined) claims.push(row)
      if (claims.length === request.max) break
    }
    return claims
  }

  const add: WorkTable['add'] = (row, position) => {
    const [queue, id, lane, enqueuedAt, dueAt, lease, work, payload, ...event] = row
    const [account, region, bus, eventId] = event
    return (
      sql.insert.run(
        ...[queue, id, lane, enqueuedAt, dueAt, lease, work, payload],
        ...[account, region, bus, eventId, position],
      ).changes === 1
    )
  }

  return {
    add,

    claim(request) {
      const { queue, now, max, firstLease, exceptLanes } = request
      if (max <= 0) return []
      if (exceptLanes !== null) return claimFromLanes(request)
      const portion = { queue, now, max, firstLease }
      if (request.lanes === null) return claim.leaseOldest(portion)
      const [lane, ...others] = request.lanes
      if (lane === undefined) return []
      return others.length === 0 ? claim.leaseOldestOf(lane, portion) : claimFromLanes(request)
    },

    settle(rows) {
      const ended: FinishedAttempt[] = []
      const held = rows.map(([queue, id, lease, next, dueAt, move, following, ...attempt]) => {
        const position =
          next === 'done'
            ? sql.done.get(queue, id, lease)
            : sql.free.get(dueAt, next === 'retry' ? 1 : 0, queue, id, lease)
        if (position === undefined) return false
        if (attempt.length !== 0) ended.push([id, position, ...attempt])
        if (move !== null) moveWork(sql, queue, id, move)
        for (const row of following ?? []) add(row, null)
        return true
      })
      attempts.append(ended)
      return held
    },

    nextDue: (queue, exceptLanes) =>
      exceptLanes.length === 0
        ? (sql.nextDue.get(queue) ?? null)
        : lanes.nextDue(queue, exceptLanes),
    clear: () => {
      sql.clear.run()
    },
  }
}

function moveWork(
  sql: ReturnType<typeof prepareStatements>,
  queue: QueueName,
  id: string,
  [to, lane, work]: readonly [QueueName, string, string | null],
): void {
  const { changes } = sql.move.run({ queue, id, to, lane, work })
  // The queue that it goes to holds it already: an earlier move was repeated. One of them stays.
  if (changes === 0) sql.remove.run(queue, id)
}

function prepareStatements(db: Db) {
  return {
    insert: db.prepare(`
      insert into work (queue, id, lane, enqueued_at, due_at, attempts, lease, work, payload,
                        event_account, event_region, event_bus, event_id, event_position)
      values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (queue, id) do nothing`),
    done: db
      .prepare<[string, string, number], number | null>(`
        delete from work where queue = ? and id = ? and lease = ? returning event_position`)
      .pluck(),
    free: db
      .prepare<[number, number, string, string, number], number | null>(`
        update work set lease = null, due_at = ?, attempts = attempts + ?
         where queue = ? and id = ? and lease = ? returning event_position`)
      .pluck(),
    move: db.prepare<object>(`
      update or ignore work
         set queue = @to, lane = @lane, attempts = 0, work = coalesce(@work, work)
       where queue = @queue and id = @id`),
    remove: db.prepare('delete from work where queue = ? and id = ?'),
    nextDue: db
      .prepare<[string], number | null>(
        'select min(due_at) from work where queue = ? and lease is null',
      )
      .pluck(),
    clear: db.prepare('delete from work'),
  }
}
