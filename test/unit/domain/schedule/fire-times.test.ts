import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MOST_MISSED_TICKS,
  missedTicks,
  nextFireTime,
} from '../../../../src/domain/schedule/fire-times.ts'
import {
  parseScheduleExpression,
  type ScheduleExpression,
} from '../../../../src/domain/schedule/schedule-expression.ts'
import { anExpression, anInstant, anInstantNearAMonthEnd } from './cron-arbitraries.ts'
import { namesMinute } from './naive-cron.ts'

const MINUTE = 60_000

describe('the next fire time', () => {
  it('is strictly later, whole minutes for cron, and never skips a tick', () => {
    const property = fc.property(anExpression(), anInstant, ({ fields }, after) => {
      const expression = cron(fields)
      const next = nextFireTime(expression, after, after)
      if (next === undefined) return
      expect(next).toBeGreaterThan(after)
      expect(next % MINUTE).toBe(0)
      expect(namesMinute(fields, new Date(next))).toBe(true)
      expect(nextFireTime(expression, next - 1, after)).toBe(next)
    })
    fc.assert(property)
  })

  it('is what a walk minute by minute finds', () => {
    const property = fc.property(anExpression(), anInstantNearAMonthEnd, ({ fields }, from) => {
      const until = from + 1500 * MINUTE
      expect(ticksBetween(cron(fields), from, until)).toEqual(minutesNamed(fields, from, until))
    })
    fc.assert(property)
  })

  it('is what croner finds, where croner reads an expression as AWS does', () => {
    const known = anExpression().filter((expression) => expression.isKnownToCroner)
    const property = fc.property(known, anInstant, ({ fields }, after) => {
      const [minutes, hours, days, months, weekdays, years] = fields
      const croner = new Cron(`0 ${minutes} ${hours} ${days} ${months} ${weekdays} ${years}`, {
        timezone: 'UTC',
        alternativeWeekdays: true,
        sloppyRanges: true,
      })
      const expected = croner.nextRuns(4, new Date(after)).map((date) => date.getTime())
      const horizon = expected.length === 4 ? (expected.at(-1) ?? after) : Date.UTC(2200, 0, 1)
      expect(ticksBetween(cron(fields), after, horizon)).toEqual(expected)
    })
    fc.assert(property)
  })

  it('is a whole number of periods after the anchor, for a rate', () => {
    const aRate = fc.constantFrom(
      'rate(1 minute)',
      'rate(7 minutes)',
      'rate(5 hours)',
      'rate(3 days)',
    )
    const property = fc.property(aRate, anInstant, anInstant, (text, anchor, after) => {
      const expression = parseScheduleExpression(text)
      if (expression.kind !== 'rate') expect.unreachable()
      const next = nextFireTime(expression, after, anchor) ?? 0
      expect((next - anchor) % expression.periodMs).toBe(0)
      expect(next).toBeGreaterThan(Math.max(after, anchor))
      expect(next - Math.max(after, anchor)).toBeLessThanOrEqual(expression.periodMs)
    })
    fc.assert(property)
  })

  it('comes one period after the anchor, not at it', () => {
    const expression = parseScheduleExpression('rate(1 hour)')
    expect(nextFireTime(expression, 999, 1_000)).toBe(3_601_000)
    expect(nextFireTime(expression, 3_601_000, 1_000)).toBe(7_201_000)
  })

  it('does not exist beyond the last date there is', () => {
    const expression = parseScheduleExpression('rate(100000000 days)')
    expect(nextFireTime(expression, 1, 1)).toBeUndefined()
  })

  it('is looked for in months that have such a day, so that a rare one is found quickly', () => {
    const expression = parseScheduleExpression('cron(0 0 ? 2 2#5 2196)')
    expect(nextFireTime(expression, 0, 0)).toBe(Date.UTC(2196, 1, 29))
  })
})

describe('missed ticks', () => {
  const now = Date.UTC(2026, 10, 23, 12, 0)

  it('are the latest one and how many there were', () => {
    const everyHour = parseScheduleExpression('cron(30 * * * ? *)')
    expect(missedTicks(everyHour, now - 5 * 3_600_000, now, now)).toEqual({
      latest: now - 1_800_000,
      count: 5,
    })
  })

  it.each(['cron(0 * * * ? *)', 'rate(1 hour)'])(
    'of %s include the end of the time and not its start',
    (text) => {
      const expression = parseScheduleExpression(text)
      const anchor = now - 10 * 3_600_000
      expect(missedTicks(expression, now - 3_600_000, now, anchor)).toEqual({
        latest: now,
        count: 1,
      })
      expect(missedTicks(expression, now, now + 3_599_999, anchor)).toBeUndefined()
      expect(missedTicks(expression, now - 1, now, anchor)).toEqual({ latest: now, count: 1 })
    },
  )

  it('of a rate start one period after the anchor', () => {
    const expression = parseScheduleExpression('rate(1 hour)')
    expect(missedTicks(expression, now - 9 * 3_600_000, now, now - 1_000)).toBeUndefined()
    expect(missedTicks(expression, now - 9 * 3_600_000, now, now - 7_200_000)).toEqual({
      latest: now,
      count: 2,
    })
  })

  it.each(['cron(* * * * ? *)', 'rate(1 minute)'])('of %s are counted up to a limit', (text) => {
    const expression = parseScheduleExpression(text)
    const sinceLongAgo = now - 400 * 86_400_000
    expect(missedTicks(expression, sinceLongAgo, now, sinceLongAgo)).toEqual({
      latest: now,
      count: MOST_MISSED_TICKS,
    })
  })

  it('are the ticks that the next fire time steps through', () => {
    const aSpan = fc.integer({ min: 0, max: 2_000 * MINUTE })
    const property = fc.property(
      anExpression(),
      anInstantNearAMonthEnd,
      aSpan,
      ({ fields }, since, span) => {
        const ticks = ticksBetween(cron(fields), since, since + span)
        const missed = missedTicks(cron(fields), since, since + span, since)
        expect(missed?.latest).toBe(ticks.at(-1))
        expect(missed?.count ?? 0).toBe(Math.min(ticks.length, MOST_MISSED_TICKS))
      },
    )
    fc.assert(property)
  })

  it('of a schedule that is over are the last ones it had', () => {
    const over = parseScheduleExpression('cron(0 0 1 1 ? 2002-2005)')
    expect(missedTicks(over, 0, now, 0)).toEqual({ latest: Date.UTC(2005, 0, 1), count: 4 })
  })
})

function cron(fields: readonly string[]): ScheduleExpression {
  return parseScheduleExpression(`cron(${fields.join(' ')})`)
}

/** The ticks in (from, until]. */
function ticksBetween(expression: ScheduleExpression, from: number, until: number): number[] {
  const ticks: number[] = []
  for (
    let tick = nextFireTime(expression, from, from);
    tick !== undefined && tick <= until;
    tick = nextFireTime(expression, tick, from)
  ) {
    ticks.push(tick)
  }
  return ticks
}

function minutesNamed(fields: readonly string[], from: number, until: number): number[] {
  const first = Math.floor(from / MINUTE) * MINUTE + MINUTE
  const count = Math.floor((until - first) / MINUTE) + 1
  const minutes = Array.from({ length: count }, (_, index) => first + index * MINUTE)
  return minutes.filter((minute) => namesMinute(fields, new Date(minute)))
}
