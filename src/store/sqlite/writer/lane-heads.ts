import type { QueueName } from '../../work-queue.ts'
import type { Db } from '../database/open-database.ts'
import type { WriterRequest } from './writer-requests.ts'

type ClaimRequest = Extract<WriterRequest, { op: 'claim' }>
type LaneChoice = Pick<ClaimRequest, 'queue' | 'lanes' | 'exceptLanes'>
type Head = { readonly lane: string; readonly number: number; readonly dueAt: number }

export type LaneHeads = {
  /**
   * The rows of some lanes in the order in which they fell due. Looks at one row of each lane at a
   * time, so that a lane with 10,000 rows costs no more than one with a single row; whoever takes a
   * row must lease it before taking the next.
   */
  choose(request: ClaimRequest): Generator<number>
  /** The earliest due time outside of the excepted lanes. */
  nextDue(queue: QueueName, exceptLanes: readonly string[]): number | null
}

export function createLaneHeads(db: Db): LaneHeads {
  const head = db.prepare<object, Head>(`
    select lane, number, due_at as dueAt from work
     where queue = @queue and lane = @lane and due_at <= @now and lease is null
     order by due_at, number limit 1`)
  const nextLane = db
    .prepare<[string, string], string>(`
      select lane from work
       where queue = ? and lane > ? and lease is null order by lane limit 1`)
    .pluck()
  const firstLane = db
    .prepare<[string], string>(
      'select lane from work where queue = ? and lease is null order by lane limit 1',
    )
    .pluck()

  const firstDue = db
    .prepare<[string, string], number>(
      'select min(due_at) from work where queue = ? and lane = ? and lease is null',
    )
    .pluck()

  const lanesOf = ({ queue, lanes, exceptLanes }: LaneChoice): string[] => {
    const excluded = new Set(exceptLanes)
    return [...new Set(lanes ?? allLanes(queue))].filter((lane) => !excluded.has(lane))
  }
  const allLanes = function* (queue: string): Generator<string> {
    let lane = firstLane.get(queue)
    while (lane !== undefined) {
      yield lane
      lane = nextLane.get(queue, lane)
    }
  }

  return {
    *choose(request) {
      const { queue, now } = request
      const headOf = (lane: string) => head.get({ queue, lane, now })
      const heads = lanesOf(request)
        .map(headOf)
        .filter((found) => found !== undefined)
      while (heads.length > 0) {
        const place = longestDue(heads)
        const chosen = heads[place] as Head
        yield chosen.number
        const next = headOf(chosen.lane)
        if (next === undefined) heads.splice(place, 1)
        else heads[place] = next
      }
    },
    nextDue(queue, exceptLanes) {
      const times = lanesOf({ queue, lanes: null, exceptLanes }).map((lane) =>
        firstDue.get(queue, lane),
      )
      const known = times.filter((time) => time !== undefined)
      const earliest = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
      return Number.isFinite(earliest) ? earliest : null
    },
  }
}

function longestDue(heads: readonly Head[]): number {
  let best = 0
  for (const [place, head] of heads.entries()) if (isBefore(head, heads[best])) best = place
  return best
}

function isBefore(a: Head, b: Head | undefined): boolean {
  if (b === undefined || a.dueAt !== b.dueAt) return b === undefined || a.dueAt < b.dueAt
  return a.number < b.number
}
