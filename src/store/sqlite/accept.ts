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
export async function accept(
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
  const { pack, release } = packEvents(events, room)
  const request = { op: 'accept', events: pack, work: rows } as const

  const toAccepted = (reply: AcceptReply): Accepted => {
    const claims: Claim[] = []
    const skipped = new Set(reply?.skippedWork)
    for (const [index, item] of work.entries()) {
      const lease = rows[index]?.[5] ?? null
      if (lease === null || skipped.has(index)) continue
      claims.push(toOwnClaim(item, leases.tokenOf(lease)))
    }
    const isDuplicate = new Set(reply?.duplicates)
    return { claims, duplicates: events.filter((_, index) => isDuplicate.has(index)).map(toRef) }
  }
  const [, texts] = pack
  const weight = events.length + work.length + texts.length / BYTES_OF_A_ROW
  try {
    return await writer.request(request, toAccepted, weight)
  } finally {
    release()
  }
}

function indexOfEvent(events: readonly LoggedEvent[], event: EventRef | undefined): number {
  return event === undefined ? -1 : events.findIndex((candidate) => isSameEvent(candidate, event))
}

function toRef({ account, region, bus, id }: LoggedEvent): EventRef {
  return { account, region, bus, id }
}
