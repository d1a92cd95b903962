import { functionArn } from '../domain/arn.ts'
import {
  type InvocationResponse,
  invocationRecordText,
} from '../domain/delivery/invocation-record.ts'
import type {
  AsyncInvocation,
  Attempt,
  DestinationDelivery,
  EndedInvocation,
  InvocationCondition,
} from '../domain/delivery/work.ts'
import type { EventInvokeConfig } from '../domain/event-invoke-config.ts'
import { LATEST } from '../domain/qualifier.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Claim, NewWork } from '../store/work-queue.ts'
import type { OpenAttempt } from './open-attempt.ts'
import type { Outcome } from './outcome.ts'

/** How an asynchronous invocation ends. */
export type Ending = {
  readonly outcome: Exclude<Attempt['outcome'], 'retrying'>
  readonly condition: InvocationCondition
  readonly code?: string
  readonly message?: string
  readonly invokeCount: number
  readonly response?: InvocationResponse
}

export type Ended = {
  readonly claim: Claim
  readonly work: AsyncInvocation
  readonly attempt: OpenAttempt
  readonly config: EventInvokeConfig | undefined
  /** For the next function in the chain. */
  readonly traceHeader: string
  /** What the function got, or would have got: JSON text. */
  payload(): Promise<string>
}

/**
 * The outcome of an invocation that is over. The record for its destination is queued in the same transaction
 * that ends it, so that a crash can neither lose the one nor repeat the other.
 */
export function createInvocationEnder({ clock, random }: { clock: Clock; random: Random }) {
  return async function endInvocation(ended: Ended, ending: Ending): Promise<Outcome> {
    const { claim, work, attempt, config } = ended
    const { outcome, condition, code, message } = ending
    const arn = condition === 'Success' ? config?.onSuccess : config?.onFailure
    const kept = { ...keptOf(claim, work), condition }
    if (arn === undefined) return attempt.end(outcome, code, message, kept)
    const cause = { requestId: claim.id, functionArn: kept.functionArn }
    const delivery = {
      kind: 'destination',
      arn,
      condition,
      cause,
      becomes: random.uuid(),
      traceHeader: ended.traceHeader,
    } as const satisfies DestinationDelivery
    const endedAt = clock.now()
    const requestPayload = await ended.payload()
    const record = invocationRecordText({ ...ending, cause, endedAt, requestPayload })
    const item = toWork(random.uuid(), delivery, record, endedAt)
    const destination = { arn, deliveryId: item.id, becomes: delivery.becomes }
    return { ...attempt.end(outcome, code, message, { ...kept, destination }), following: [item] }
  }
}

/** What is kept of every invocation that is over. */
export function keptOf(claim: Claim, work: AsyncInvocation): EndedInvocation {
  const { name, qualifier = LATEST } = work.function
  return {
    acceptedAt: claim.enqueuedAt,
    functionArn: functionArn(work.function, name, qualifier),
    ...(work.via && { ruleArn: work.via.ruleArn }),
    ...(claim.event && { eventId: claim.event.id }),
    ...(work.cause && { cause: work.cause }),
    ...(work.caller !== undefined && { caller: work.caller }),
  }
}

function toWork(id: string, work: DestinationDelivery, payload: string, now: number): NewWork {
  const times = { enqueuedAt: now, dueAt: now }
  return { id, queue: 'deliveries', lane: work.arn, ...times, work, payload }
}
