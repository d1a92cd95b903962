import type { Millis } from '../scope.ts'
import type { CronExpression } from './cron-expression.ts'
import { cronTicks } from './cron-ticks.ts'
import type { RateExpression } from './rate-expression.ts'
import type { ScheduleExpression } from './schedule-expression.ts'

/** Counting what was missed stops here: a rule of every minute that slept for years is not walked. */
export const MOST_MISSED_TICKS = 1_000

export type MissedTicks = {
  /** The youngest missed tick: the one that is made up for. */
  readonly latest: Millis
  /** How many were missed, `latest` included; never above MOST_MISSED_TICKS. */
  readonly count: number
}

/**
 * The first tick strictly after `after`; undefined when the schedule never fires again.
 *
 * @param anchor - when the rule was last put or enabled: rate() fires whole periods after it.
 */
export function nextFireTime(
  expression: ScheduleExpression,
  after: Millis,
  anchor: Millis,
): Millis | undefined {
  if (expression.kind === 'rate') return nextRateTick(expression, after, anchor)
  return cronTicks(expression, after, 'later').next().value ?? undefined
}

/** The ticks in (`since`, `until`], for a server that was down meanwhile; undefined when none. */
export function missedTicks(
  expression: ScheduleExpression,
  since: Millis,
  until: Millis,
  anchor: Millis,
): MissedTicks | undefined {
  if (expression.kind === 'rate') return missedRateTicks(expression, since, until, anchor)
  return missedCronTicks(expression, since, until)
}

/** What a Date can hold; a period of a million years leads past it. */
const LAST_INSTANT: Millis = 8.64e15

function nextRateTick(
  { periodMs }: RateExpression,
  after: Millis,
  anchor: Millis,
): Millis | undefined {
  const next = anchor + periodNumberAfter(after, anchor, periodMs) * periodMs
  return next <= LAST_INSTANT ? next : undefined
}

function missedRateTicks(
  { periodMs }: RateExpression,
  since: Millis,
  until: Millis,
  anchor: Millis,
): MissedTicks | undefined {
  const first = periodNumberAfter(since, anchor, periodMs)
  const last = Math.floor((until - anchor) / periodMs)
  if (last < first) return undefined
  const count = Math.min(last - first + 1, MOST_MISSED_TICKS)
  return { latest: anchor + last * periodMs, count }
}

/** The first tick comes one period after the anchor, not at the anchor. */
function periodNumberAfter(after: Millis, anchor: Millis, periodMs: Millis): number {
  return Math.max(1, Math.floor((after - anchor) / periodMs) + 1)
}

function missedCronTicks(
  expression: CronExpression,
  since: Millis,
  until: Millis,
): MissedTicks | undefined {
  let missed: MissedTicks | undefined
  for (const tick of cronTicks(expression, until + 1, 'earlier')) {
    if (tick <= since) break
    missed = { latest: missed?.latest ?? tick, count: (missed?.count ?? 0) + 1 }
    if (missed.count === MOST_MISSED_TICKS) break
  }
  return missed
}
