import { functionArn } from '../domain/arn.ts'
import type { AsyncInvocation, EndedInvocation } from '../domain/delivery/work.ts'
import { LATEST } from '../domain/qualifier.ts'
import type { EventLog, WorkHistory } from '../store/event-log.ts'
import { type AdminAnswer, type AdminRequest, type AdminRoute, notFound } from './admin-route.ts'
import { describeWork, endedOf, timeText } from './describe-work.ts'

/** What became of an asynchronous invocation. */
export function invocationRoutes(events: EventLog): AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/invocations/:id',
      handle: (request) => showInvocation(events, request),
    },
  ]
}

async function showInvocation(events: EventLog, request: AdminRequest): Promise<AdminAnswer> {
  const id = request.parameters['id'] ?? ''
  const [history] = await events.history([id])
  const origin = history && originOf(history)
  if (!origin) {
    return notFound(
      `There is no asynchronous invocation ${id}; history is kept for a day, and of synchronous ones there is none.`,
    )
  }
  const [described] = await describeWork(events, [id])
  return { status: 200, body: { requestId: id, ...describeOrigin(origin), ...described } }
}

type Origin = Omit<EndedInvocation, 'condition' | 'destination'>

/** While it waits, its work knows; afterwards, its last attempt. */
function originOf(history: WorkHistory): Origin | undefined {
  const { pending } = history
  if (pending?.work.kind !== 'invocation') return pending ? undefined : endedOf(history)
  const { enqueuedAt: acceptedAt, eventId } = pending
  return { acceptedAt, ...originOfWork(pending.work), ...(eventId !== undefined && { eventId }) }
}

function originOfWork({
  function: fn,
  via,
  cause,
  caller,
}: AsyncInvocation): Omit<Origin, 'acceptedAt'> {
  return {
    functionArn: functionArn(fn, fn.name, fn.qualifier ?? LATEST),
    ...(via && { ruleArn: via.ruleArn }),
    ...(cause && { cause }),
    ...(caller !== undefined && { caller }),
  }
}

function describeOrigin(origin: Origin): object {
  const { functionArn, acceptedAt } = origin
  return { function: functionArn, accepted: { at: timeText(acceptedAt), ...acceptedFrom(origin) } }
}

function acceptedFrom({ ruleArn: rule, eventId, cause, caller }: Origin): object {
  if (rule !== undefined) return { by: 'rule', rule, eventId }
  if (cause) return { by: 'destination', of: cause }
  return { by: 'Invoke', ...(caller !== undefined && { caller }) }
}
