import { CronExpressionParser, type CronExpression as LibraryExpression } from 'cron-parser'
import type { Millis } from '../scope.ts'
import type { CronExpression } from './cron-expression.ts'
import { daysOfMonth } from './days-of-month.ts'

export type Direction = 'later' | 'earlier'

/**
 * The ticks of a cron expression, one after the other, strictly later or earlier than `beyond`.
 *
 * cron-parser walks the days and times of one month. It knows no year, no W and no `?`, and counts
 * weekdays otherwise, so which months come into question, and which days of a month, is decided
 * here; what it is given (minutes, hours, days, month) has the same meaning in both worlds. The
 * search ends after the last year of the expression: at most 2,760 months.
 */
export function* cronTicks(
  expression: CronExpression,
  beyond: Millis,
  direction: Direction,
): Generator<Millis, void> {
  for (const month of monthsFrom(expression, beyond, direction)) {
    const days = daysOfMonth(expression.days, month.year, month.month)
    if (days.length > 0) yield* ticksWithin(month, days, expression, beyond, direction)
  }
}

type Month = {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
}

function* monthsFrom(
  { years, months }: CronExpression,
  beyond: Millis,
  direction: Direction,
): Generator<Month, void> {
  const isLater = direction === 'later'
  const start = {
    year: new Date(beyond).getUTCFullYear(),
    month: new Date(beyond).getUTCMonth() + 1,
  }
  for (const year of isLater ? years : years.toReversed()) {
    for (const month of isLater ? months : months.toReversed()) {
      const distance = (year - start.year) * 12 + month - start.month
      if (isLater ? distance >= 0 : distance <= 0) yield { year, month }
    }
  }
}

function* ticksWithin(
  month: Month,
  days: readonly number[],
  { minutes, hours }: CronExpression,
  beyond: Millis,
  direction: Direction,
): Generator<Millis, void> {
  const rewritten = `0 ${minutes} ${hours} ${days} ${month.month} *`
  const ticks = CronExpressionParser.parse(rewritten, {
    // The library moves a `currentDate` outside the range to its nearer end.
    startDate: Date.UTC(month.year, month.month - 1, 1) - 1,
    currentDate: beyond,
    endDate: Date.UTC(month.year, month.month, 1),
    tz: 'UTC',
  })
  for (let tick = step(ticks, direction); tick !== undefined; tick = step(ticks, direction)) {
    yield tick
  }
}

/** `take` comes back empty at the end of the range, where `next` and `prev` throw. */
function step(ticks: LibraryExpression, direction: Direction): Millis | undefined {
  return ticks.take(direction === 'later' ? 1 : -1)[0]?.getTime()
}
