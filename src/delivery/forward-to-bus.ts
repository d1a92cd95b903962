import { parseArn } from '../domain/arn.ts'
import { judgeDelivery } from '../domain/delivery/judge-delivery.ts'
import { withEventId } from '../domain/event/envelope.ts'
import type { AcceptEvent } from '../domain/event/ready-event.ts'
import { DEFAULT_BUS } from '../domain/event-bus.ts'
import { Unavailable } from '../domain/faults.ts'
import type { Scope } from '../domain/scope.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { EventLog, LoggedEvent } from '../store/event-log.ts'
import { eventOf } from './event-of.ts'
import type { Job } from './lanes.ts'
import { openAttempt } from './open-attempt.ts'
import type { Outcome } from './outcome.ts'

type ForwardParts = {
  readonly accept: AcceptEvent
  readonly config: ConfigStore
  readonly events: EventLog
  readonly clock: Clock
  readonly random: Random
}

/**
 * One attempt at bringing an event to another bus, in any account and region of this server. The event
 * keeps its account, region and time; it keeps its id too unless it changes region.
 */
export function createBusForwarder(parts: ForwardParts) {
  const { accept, config, events, clock, random } = parts

  return async function forwardToBus(job: Job): Promise<Outcome> {
    const { work } = job.claim
    if (work.kind !== 'delivery') throw new Error(`An ${work.kind} is not a delivery.`)
    const { via } = work
    const attempt = openAttempt(job, clock)
    const to = busOfArn(via.target.arn)
    const event = await eventOf(job, events)
    if (!event) return attempt.end('failed', 'INTERNAL_ERROR', 'The event is not in the log.')
    if (event.origin === 'bus') return attempt.end('failed', ...secondHop(event, to))
    if (!(await exists(to))) {
      return attempt.end('failed', 'NO_RESOURCE', `Event bus ${to.bus} does not exist.`)
    }
    try {
      await accept(arriving(job, event, to))
      return attempt.end('succeeded')
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      const verdict = judgeDelivery(
        {
          retryable: true,
          retries: job.claim.attempts,
          failedAt: clock.now(),
          acceptedAt: event.acceptedAt,
        },
        via.target.retryPolicy ?? {},
        random.fraction(),
      )
      return verdict.next === 'retry'
        ? attempt.retry(verdict.at, 'INTERNAL_ERROR', error.message)
        : attempt.end('failed', 'INTERNAL_ERROR', error.message)
    }
  }

  async function exists({ account, region, bus }: BusAddress): Promise<boolean> {
    if (bus === DEFAULT_BUS) return true
    return (await config.get('event_buses', [account, region, bus])) !== undefined
  }

  function arriving({ claim }: Job, event: LoggedEvent, to: BusAddress) {
    const { bus, ...scope } = to
    const keepsId = scope.region === event.region
    return {
      scope,
      bus,
      id: keepsId && isFirstTo(to, event, claim.id) ? event.id : claim.id,
      // The delivery's own id, so that a repeated attempt brings the same event again.
      text: keepsId ? event.text : withEventId(event.text, event.id, claim.id),
      origin: 'bus' as const,
      acceptedAt: clock.now(),
      ...(event.traceHeader !== undefined && { traceHeader: event.traceHeader }),
    }
  }
}

/**
 * Of several rules that send an event to one bus, each brings it, as on AWS. The first takes the place of
 * the event's own id there; what the others bring is told apart by the id of its delivery, so that each is
 * recognised when its attempt is repeated after a crash.
 */
function isFirstTo(to: BusAddress, { matches }: LoggedEvent, workId: string): boolean {
  const first = matches
    .flatMap(({ deliveries }) => deliveries)
    .find(({ targetArn }) => isSameBus(busOfArn(targetArn), to))
  return first === undefined || first.workId === workId
}

function isSameBus(one: BusAddress, other: BusAddress): boolean {
  return one.account === other.account && one.region === other.region && one.bus === other.bus
}

type BusAddress = Scope & { readonly bus: string }

/** PutTargets accepts no other ARN for a delivery than a bus's. */
function busOfArn(text: string): BusAddress {
  const { account = '', region = '', resource = '' } = parseArn(text) ?? {}
  return { account, region, bus: resource.slice(resource.indexOf('/') + 1) }
}

/** An event that came from a bus goes no further: AWS allows one hop. */
function secondHop(event: LoggedEvent, to: BusAddress): [code: string, message: string] {
  const code =
    event.account === to.account && event.region !== to.region
      ? 'THIRD_REGION_HOP_DETECTED'
      : 'THIRD_ACCOUNT_HOP_DETECTED'
  return [code, `The event came from another event bus; it is not sent on to ${to.bus}.`]
}
