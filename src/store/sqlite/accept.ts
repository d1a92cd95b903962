import type { EventRef, LoggedEvent } from '../event-log.ts'
import type { Accepted, AcceptUnit } from '../store.ts'
import type { Claim } from '../work-queue.ts'
import { packEvents } from './event-pack.ts'
import type { Leases } from './leases.ts'
import { isSameEvent, toOwnClaim, toWorkRow } from './rows.ts'
import type { TextRoom } from './text-room.ts'
import type { WriterClient } from './writer/writer-client.ts'
import type { AcceptReply, WorkRow } from './writer/writer-requests.ts'

/** A large event weighs as much as many rows, so that a group is a few megabytes at most. */
const BYTES_OF_A_ROW = 16 * 1024

/** Events and the work that follows from them, in one request to the writer. */
export function accept(
  writer: WriterClient,
  leases: Leases,
  room: TextRoom,
  { events, work }: AcceptUnit,
): Promise<Accepted> {
  const rows: WorkRow[] = []
  for (const item of work) {
    const lease = item.lease ? leases.take(1) : null
    rows.push(toWorkRow(item, lease, indexOfEvent(events, item.event)))
  }
  const { pack, space } = packEvents(events, room)
  const request = { op: 'accept', events: pack, work: rows } as const

  const toAccepted = (reply: AcceptReply): Accepted => {
    const { duplicates, skippedWork } = reply ?? NOTHING
    const claims: Claim[] = []
    for (const [index, item] of work.entries()) {
      const lease = rows[index]?.[5] ?? null
      if (lease === null || skippedWork.includes(index)) continue
      claims.push(toOwnClaim(item, leases.tokenOf(lease)))
    }
    const isDuplicate = (_: LoggedEvent, index: number) => duplicates.includes(index)
    return {
      claims,
      duplicates: duplicates.length === 0 ? [] : events.filter(isDuplicate).map(toRef),
    }
  }
  const [, , size] = pack
  const weight = events.length + work.length + size / BYTES_OF_A_ROW
  const accepted = writer.request(request, toAccepted, weight)
  const release = () => space.release()
  accepted.then(release, release)
  return accepted
}

/** Of a unit that is new, as nearly all are. */
const NOTHING = { duplicates: [], skippedWork: [] } satisfies AcceptReply

function indexOfEvent(events: readonly LoggedEvent[], event: EventRef | undefined): number {
  return event === undefined ? -1 : events.findIndex((candidate) => isSameEvent(candidate, event))
}

function toRef({ account, region, bus, id }: LoggedEvent): EventRef {
  return { account, region, bus, id }
}
