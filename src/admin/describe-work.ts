import type { Attempt, EndedInvocation } from '../domain/delivery/work.ts'
import type { EventLog, WorkHistory } from '../store/event-log.ts'

/** How pieces of work went, with what became of the records of those that were invocations. In their order. */
export async function describeWork(
  events: EventLog,
  workIds: readonly string[],
): Promise<readonly object[]> {
  const histories = await events.history(workIds)
  const deliveryIds = histories.flatMap((one) => endedOf(one)?.destination?.deliveryId ?? [])
  const deliveries = deliveryIds.length > 0 ? await events.history(deliveryIds) : []
  const byId = new Map(deliveries.map((history) => [history.workId, history]))
  return histories.map((history) => ({
    ...describeHistory(history),
    ...describeEnd(history, byId),
  }))
}

/** What is kept of an invocation that is over. */
export function endedOf({ attempts }: WorkHistory): EndedInvocation | undefined {
  return attempts.at(-1)?.ended
}

function describeHistory({ attempts, pending }: WorkHistory): object {
  return {
    status: pending ? pendingStatus(pending, attempts) : (attempts.at(-1)?.outcome ?? 'unknown'),
    ...(pending && !pending.leased && { nextAttemptAt: timeText(pending.dueAt) }),
    attempts: attempts.map(describeAttempt),
  }
}

function pendingStatus(pending: { leased: boolean }, attempts: readonly Attempt[]): string {
  if (pending.leased) return 'in-progress'
  return attempts.length > 0 ? 'retrying' : 'waiting'
}

function describeAttempt({ startedAt, endedAt, ended: _, ...attempt }: Attempt): object {
  const times = { startedAt: timeText(startedAt), endedAt: timeText(endedAt) }
  return { ...attempt, ...times, durationMs: endedAt - startedAt }
}

function describeEnd(history: WorkHistory, deliveries: ReadonlyMap<string, WorkHistory>): object {
  const { condition, destination } = endedOf(history) ?? {}
  const delivery = deliveries.get(destination?.deliveryId ?? '')
  return {
    ...(condition && { condition }),
    ...(destination && {
      destination: {
        arn: destination.arn,
        [isFunction(destination.arn) ? 'requestId' : 'eventId']: destination.becomes,
        ...(delivery && describeHistory(delivery)),
      },
    }),
  }
}

export function isFunction(arn: string): boolean {
  return arn.split(':')[2] === 'lambda'
}

export function timeText(at: number): string {
  return new Date(at).toISOString()
}
