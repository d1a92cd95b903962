import { parseArn } from '../domain/arn.ts'
import { destinationEventText } from '../domain/delivery/destination-event.ts'
import { functionLane } from '../domain/delivery/function-lane.ts'
import { judgeDelivery } from '../domain/delivery/judge-delivery.ts'
import type { AsyncInvocation, DestinationDelivery } from '../domain/delivery/work.ts'
import { MAX_ENTRIES_BYTES } from '../domain/event/entry-size.ts'
import type { AcceptEvent } from '../domain/event/ready-event.ts'
import { DEFAULT_BUS } from '../domain/event-bus.ts'
import { Unavailable } from '../domain/faults.ts'
import { mayAccount, mayNotText } from '../domain/policy/account-permission.ts'
import { INVOKE_FUNCTION } from '../domain/policy/rule-permission.ts'
import type { Scope } from '../domain/scope.ts'
import type { FunctionRegistry } from '../execution/function-registry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { Claim, NewWork } from '../store/work-queue.ts'
import type { Job } from './lanes.ts'
import { type OpenAttempt, openAttempt } from './open-attempt.ts'
import type { Outcome } from './outcome.ts'

type RecordParts = {
  readonly accept: AcceptEvent
  readonly config: ConfigStore
  readonly functions: FunctionRegistry
  readonly clock: Clock
  readonly random: Random
}

/** Both an asynchronous payload and an event may be that large. */
const LARGEST_RECORD = MAX_ENTRIES_BYTES

/**
 * One attempt at bringing the record of an ended invocation to its destination: an event bus gets an event, a
 * function an asynchronous invocation. What cannot be delivered is in the history and nowhere else, as on AWS.
 */
export function createRecordDeliverer(parts: RecordParts) {
  const { accept, config, functions, clock, random } = parts

  return async function deliverRecord(job: Job): Promise<Outcome> {
    const { work, payload = '' } = job.claim
    if (work.kind !== 'destination') throw new Error(`A ${work.kind} is not a destination.`)
    const attempt = openAttempt(job, clock)
    const size = Buffer.byteLength(payload)
    if (size >= LARGEST_RECORD) {
      return attempt.end('failed', 'TOO_LARGE', `The record has ${size} bytes.`)
    }
    return parseArn(work.arn)?.service === 'lambda'
      ? invoke(job.claim, work, attempt)
      : putEvent(job.claim, work, attempt)
  }

  async function invoke(
    claim: Claim,
    work: DestinationDelivery,
    attempt: OpenAttempt,
  ): Promise<Outcome> {
    const to = functionOf(work)
    const resolved = await functions.resolve(to, to.name, to.qualifier, random.fraction())
    const { account } = scopeOf(work.cause.functionArn)
    const asked = { scope: to, ...to }
    // Another account first: it does not learn what there is.
    if (!mayAccount(account, INVOKE_FUNCTION, asked, resolved?.function)) {
      return attempt.end('failed', 'NO_PERMISSIONS', mayNotText(account, INVOKE_FUNCTION, asked))
    }
    if (!resolved) return attempt.end('failed', 'NO_RESOURCE', `Function not found: ${work.arn}`)
    return { ...attempt.end('succeeded'), following: [toInvocation(claim, work, to, clock.now())] }
  }

  async function putEvent(
    claim: Claim,
    work: DestinationDelivery,
    attempt: OpenAttempt,
  ): Promise<Outcome> {
    const { scope, bus } = busOf(work)
    const key = [scope.account, scope.region, bus]
    if (bus !== DEFAULT_BUS && !(await config.get('event_buses', key))) {
      return attempt.end('failed', 'NO_RESOURCE', `Event bus ${bus} does not exist.`)
    }
    const now = clock.now()
    const text = destinationEventText(work, scopeOf(work.cause.functionArn), recordOf(claim), now)
    try {
      await accept({ scope, bus, id: work.becomes, text, origin: 'put', acceptedAt: now })
      return attempt.end('succeeded')
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      return afterTrouble(claim, attempt, error)
    }
  }

  function afterTrouble(claim: Claim, attempt: OpenAttempt, { message }: Error): Outcome {
    const { attempts: retries, enqueuedAt: acceptedAt } = claim
    const failed = { retryable: true, retries, failedAt: clock.now(), acceptedAt }
    const verdict = judgeDelivery(failed, {}, random.fraction())
    return verdict.next === 'retry'
      ? attempt.retry(verdict.at, 'INTERNAL_ERROR', message)
      : attempt.end('failed', 'INTERNAL_ERROR', message)
  }
}

function toInvocation(
  claim: Claim,
  { arn, cause, becomes, traceHeader }: DestinationDelivery,
  to: AsyncInvocation['function'],
  now: number,
): NewWork {
  return {
    id: becomes,
    queue: 'invocations',
    lane: functionLane(to),
    enqueuedAt: now,
    dueAt: now,
    work: { kind: 'invocation', function: to, invokedArn: arn, cause, traceHeader },
    payload: recordOf(claim),
  }
}

function functionOf({ arn }: DestinationDelivery): AsyncInvocation['function'] {
  const [, name = '', qualifier] = parseArn(arn)?.resource.split(':') ?? []
  return { ...scopeOf(arn), name, ...(qualifier !== undefined && { qualifier }) }
}

function busOf({ arn }: DestinationDelivery): { readonly scope: Scope; readonly bus: string } {
  const { resource = '' } = parseArn(arn) ?? {}
  return { scope: scopeOf(arn), bus: resource.slice(resource.indexOf('/') + 1) }
}

function scopeOf(arn: string): Scope {
  const { account = '', region = '' } = parseArn(arn) ?? {}
  return { account, region }
}

function recordOf({ payload = '{}' }: Claim): string {
  return payload
}
