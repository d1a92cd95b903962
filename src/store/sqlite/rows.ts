import type { Attempt, Work } from '../../domain/delivery/work.ts'
import type { EventRef } from '../event-log.ts'
import type { Claim, NewWork, QueueName, Settlement } from '../work-queue.ts'
import type { Leases } from './leases.ts'
import type { AttemptRow, ClaimRow, SettlementRow, WorkRow } from './writer/writer-requests.ts'

/** Events that go to one target bring the same work, the same object indeed, again and again. */
let written: { readonly work?: Work; readonly text: string } = { text: '' }
let read = written

function textOf(work: Work): string {
  if (work !== written.work) written = { work, text: JSON.stringify(work) }
  return written.text
}

function workOf(text: string): Work {
  if (read.work !== undefined && text === read.text) return read.work
  const work: Work = JSON.parse(text)
  read = { work, text }
  return work
}

/** @param eventIndex - where the unit has the event that the work carries; -1: nowhere. */
export function toWorkRow(work: NewWork, lease: number | null, eventIndex: number): WorkRow {
  return [
    work.queue,
    work.id,
    work.lane,
    work.enqueuedAt,
    work.dueAt,
    lease,
    textOf(work.work),
    work.payload ?? null,
    work.event?.account ?? null,
    work.event?.region ?? null,
    work.event?.bus ?? null,
    work.event?.id ?? null,
    eventIndex,
  ]
}

export function toSettlementRow(settlement: Settlement, leases: Leases): SettlementRow {
  const { claim, next } = settlement
  const held = [claim.queue, claim.id, leases.leaseOf(claim.token), next] as const
  switch (next) {
    case 'done': {
      const { attempt, following } = settlement
      return [...held, 0, null, toFollowing(following), ...toAttemptRow(attempt)]
    }
    case 'retry':
      return [...held, settlement.at, null, null, ...toAttemptRow(settlement.attempt)]
    case 'release':
      return [...held, settlement.at, null, null]
    case 'move': {
      const { to, lane, work, attempt } = settlement
      const body = work === undefined ? null : JSON.stringify(work)
      // Due at once: now is the end of the attempt that decided on the move.
      return [...held, attempt.endedAt, [to, lane, body], null, ...toAttemptRow(attempt)]
    }
  }
}

function toFollowing(work: readonly NewWork[] = []): WorkRow[] | null {
  return work.length === 0 ? null : work.map((item) => toWorkRow(item, null, -1))
}

function toAttemptRow(attempt: Attempt): AttemptRow {
  const { number, startedAt, endedAt, outcome, errorCode = null, errorMessage = null } = attempt
  const ended = attempt.ended === undefined ? null : JSON.stringify(attempt.ended)
  return [number, startedAt, endedAt, outcome, errorCode, errorMessage, ended]
}

/** A claim on work that the caller has in hand. */
export function toOwnClaim(work: NewWork, token: string): Claim {
  const { id, queue, lane, enqueuedAt, dueAt, event, payload } = work
  const parts = { id, queue, lane, enqueuedAt, dueAt, work: work.work }
  return { ...parts, ...toOptional(event, payload), attempts: 0, token }
}

export function toClaim(row: ClaimRow, leases: Leases): Claim {
  const [queue, id, lane, enqueuedAt, dueAt, lease, text, payload, ...rest] = row
  const [account, region, bus, eventId, position, attempts] = rest
  const work = workOf(text)
  const hasEvent = account !== null && region !== null && bus !== null && eventId !== null
  const event = hasEvent ? { account, region, bus, id: eventId } : undefined
  const optional = {
    ...toOptional(event, payload ?? undefined),
    ...(position === null ? {} : { eventPosition: String(position) }),
  }
  const parts = { id, queue: queue as QueueName, lane, enqueuedAt, dueAt, work }
  return { ...parts, ...optional, attempts, token: leases.tokenOf(lease) }
}

function toOptional(event: EventRef | undefined, payload: string | undefined) {
  return {
    ...(event === undefined ? {} : { event }),
    ...(payload === undefined ? {} : { payload }),
  }
}

export function isSameEvent(a: EventRef, b: EventRef): boolean {
  return a.id === b.id && a.bus === b.bus && a.account === b.account && a.region === b.region
}
