import type { Attempt, EndedInvocation, Work } from '../../../domain/delivery/work.ts'
import type { WorkHistory } from '../../event-log.ts'
import type { Depth, QueueName } from '../../work-queue.ts'
import type { Db } from '../database/open-database.ts'

type AttemptRow = {
  attempt: number
  started_at: number
  ended_at: number
  outcome: Attempt['outcome']
  error_code: string | null
  error_message: string | null
  ended: string | null
}
type PendingRow = {
  enqueuedAt: number
  dueAt: number
  leased: 0 | 1
  work: string
  eventId: string | null
}
type DepthRow = { total: number; ready: number; delayed: number; oldestDueAt: number | null }

export type WorkReader = {
  history(workIds: readonly string[]): WorkHistory[]
  depth(queue: QueueName, now: number): Depth
}

export function createWorkReader(db: Db): WorkReader {
  const attempts = db.prepare<[string], AttemptRow>(`
    with recursive slices (slice) as (
      select min(slice) from attempts
      union all
      select (select min(slice) from attempts where attempts.slice > slices.slice)
        from slices where slices.slice is not null)
    select attempt, started_at, ended_at, outcome, error_code, error_message, ended
      from slices cross join attempts
     where attempts.slice = slices.slice and work_id = ?
     order by number`)
  const pending = db.prepare<[string], PendingRow>(`
    select enqueued_at as enqueuedAt, due_at as dueAt, lease is not null as leased, work,
           event_id as eventId
      from work
     where queue in ('deliveries', 'invocations') and id = ? order by due_at limit 1`)
  const depth = db.prepare<object, DepthRow>(`
    select (select count(*) from work where queue = @queue) as total,
           (select count(*) from work
             where queue = @queue and lease is null and due_at <= @now) as ready,
           (select count(*) from work
             where queue = @queue and lease is null and due_at > @now) as delayed,
           (select min(due_at) from work where queue = @queue and lease is null) as oldestDueAt`)

  return {
    history: (workIds) =>
      workIds.map((workId) => ({
        workId,
        attempts: attempts.all(workId).map(toAttempt),
        ...toPending(pending.get(workId)),
      })),
    depth(queue, now) {
      const row = depth.get({ queue, now })
      if (row === undefined) return { ready: 0, delayed: 0, leased: 0 }
      const { total, ready, delayed, oldestDueAt } = row
      const leased = total - ready - delayed
      return { ready, delayed, leased, ...(oldestDueAt === null ? {} : { oldestDueAt }) }
    },
  }
}

function toAttempt(row: AttemptRow): Attempt {
  const ended: EndedInvocation | undefined = row.ended === null ? undefined : JSON.parse(row.ended)
  return {
    number: row.attempt,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    ...(row.error_code === null ? {} : { errorCode: row.error_code }),
    ...(row.error_message === null ? {} : { errorMessage: row.error_message }),
    ...(ended === undefined ? {} : { ended }),
  }
}

function toPending(row: PendingRow | undefined): Pick<WorkHistory, 'pending'> {
  if (row === undefined) return {}
  const { enqueuedAt, dueAt, eventId } = row
  const event = eventId === null ? {} : { eventId }
  const work: Work = JSON.parse(row.work)
  return { pending: { enqueuedAt, dueAt, leased: row.leased === 1, work, ...event } }
}
