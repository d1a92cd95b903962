import type { EventLog } from '../store/event-log.ts'
import type { Claim } from '../store/work-queue.ts'
import { eventOf } from './event-of.ts'
import type { Job } from './lanes.ts'

/** So few that a batch of the largest events takes up no more than some megabytes. */
const AT_ONCE = 32

/**
 * Makes jobs of what was claimed from the store, with the events that they carry read side by side: one by one,
 * each job would wait for its event when its turn has come.
 *
 * @param take - gets the jobs in the order of the claims. @returns whether there is room for more events; without
 *   it, the other jobs come without theirs.
 */
export async function bringEvents(
  claims: readonly Claim[],
  events: EventLog,
  take: (job: Job) => boolean,
): Promise<void> {
  let isRoomLeft = true
  for (let at = 0; at < claims.length; at += AT_ONCE) {
    const batch = claims.slice(at, at + AT_ONCE)
    const jobs = isRoomLeft
      ? await Promise.all(batch.map((claim) => withEvent(claim, events)))
      : batch.map((claim) => ({ claim }))
    for (const job of jobs) isRoomLeft = take(job)
  }
}

async function withEvent(claim: Claim, events: EventLog): Promise<Job> {
  try {
    const event = await eventOf({ claim }, events)
    return event ? { claim, event } : { claim }
  } catch {
    // The attempt looks for it again, and knows what to do when it cannot be read.
    return { claim }
  }
}
