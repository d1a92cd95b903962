import type { EventLog, LoggedEvent } from '../store/event-log.ts'
import type { Job } from './lanes.ts'

/** The event that a job carries: in memory when it was accepted just now, else from the log. */
export async function eventOf(job: Job, events: EventLog): Promise<LoggedEvent | undefined> {
  const ref = job.claim.event
  if (job.event || !ref) return job.event
  const found = await events.find(ref.id, job.claim.eventPosition)
  return found.find(
    ({ account, region, bus }) =>
      account === ref.account && region === ref.region && bus === ref.bus,
  )
}
