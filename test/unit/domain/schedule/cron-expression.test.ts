import { describe, expect, it } from 'vitest'
import { parseScheduleExpression } from '../../../../src/domain/schedule/schedule-expression.ts'

describe('a cron expression', () => {
  it('becomes ascending lists of values without duplicates', () => {
    expect(parseScheduleExpression('cron(30,0,30,10-12 */6 L,1 mar,JAN ? 2030,2026-2027)')).toEqual(
      {
        kind: 'cron',
        minutes: [0, 10, 11, 12, 30],
        hours: [0, 6, 12, 18],
        days: [
          { kind: 'last-day', daysBefore: 0 },
          { kind: 'days', days: [1] },
        ],
        months: [1, 3],
        years: [2026, 2027, 2030],
      },
    )
  })

  it.each([
    ['0/15', [0, 15, 30, 45]],
    ['*/15', [0, 15, 30, 45]],
    ['50/5', [50, 55]],
    ['10-20/5', [10, 15, 20]],
    ['8-8', [8]],
    ['59', [59]],
    ['0/60', [0]],
  ])('reads the minutes %s as %j', (text, minutes) => {
    expect(parseScheduleExpression(`cron(${text} * * * ? *)`)).toMatchObject({ minutes })
  })

  it('has every year from 1970 to 2199 for a star', () => {
    const expression = parseScheduleExpression('cron(0 0 1 1 ? *)')
    if (expression.kind !== 'cron') expect.unreachable()
    expect([expression.years.length, expression.years[0], expression.years.at(-1)]).toEqual([
      230, 1970, 2199,
    ])
  })

  it.each([
    ['SUN', { kind: 'weekdays', weekdays: [1] }],
    ['1-7', { kind: 'weekdays', weekdays: [1, 2, 3, 4, 5, 6, 7] }],
    ['L', { kind: 'weekdays', weekdays: [7] }],
    ['fril', { kind: 'last-weekday', weekday: 6 }],
    ['6L', { kind: 'last-weekday', weekday: 6 }],
    ['Sat#3', { kind: 'nth-weekday', weekday: 7, nth: 3 }],
  ])('reads the day of the week %s', (text, rule) => {
    expect(parseScheduleExpression(`cron(0 0 ? * ${text} *)`)).toMatchObject({ days: [rule] })
  })

  it.each([
    ['L', { kind: 'last-day', daysBefore: 0 }],
    ['L-3', { kind: 'last-day', daysBefore: 3 }],
    ['lw', { kind: 'last-working-day' }],
    ['3W', { kind: 'nearest-working-day', day: 3 }],
    ['10/10', { kind: 'days', days: [10, 20, 30] }],
  ])('reads the day of the month %s', (text, rule) => {
    expect(parseScheduleExpression(`cron(0 0 ${text} * ? *)`)).toMatchObject({ days: [rule] })
  })
})

describe('a rate expression', () => {
  it.each([
    ['rate(1 minute)', { value: 1, unit: 'minute', periodMs: 60_000 }],
    ['rate(90 minutes)', { value: 90, unit: 'minute', periodMs: 5_400_000 }],
    ['rate(12 hours)', { value: 12, unit: 'hour', periodMs: 43_200_000 }],
    ['rate(7 days)', { value: 7, unit: 'day', periodMs: 604_800_000 }],
  ])('%s has a period', (text, rate) => {
    expect(parseScheduleExpression(text)).toEqual({ kind: 'rate', ...rate })
  })
})
