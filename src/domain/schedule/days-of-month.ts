import type { DayRule } from './day-rule.ts'

/** The days of one month that a cron expression's day field picks, ascending; possibly none. */
export function daysOfMonth(
  rules: readonly DayRule[],
  year: number,
  month: number,
): readonly number[] {
  const calendar: CalendarMonth = {
    length: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    firstWeekday: new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 1,
  }
  const days = new Set(rules.flatMap((rule) => daysPickedBy(rule, calendar)))
  return [...days].filter((day) => day >= 1 && day <= calendar.length).sort((a, b) => a - b)
}

type CalendarMonth = {
  readonly length: number
  /** Weekday of the 1st; 1 is Sunday. */
  readonly firstWeekday: number
}

/** May name days that the month does not have. */
function daysPickedBy(rule: DayRule, month: CalendarMonth): readonly number[] {
  switch (rule.kind) {
    case 'days':
      return rule.days
    case 'last-day':
      return [month.length - rule.daysBefore]
    case 'nearest-working-day':
      return rule.day <= month.length ? [nearestWorkingDay(rule.day, month)] : []
    case 'last-working-day':
      return [nearestWorkingDay(month.length, month)]
    case 'weekdays':
      return rule.weekdays.flatMap((weekday) => everyWeekday(weekday, month))
    case 'last-weekday':
      return everyWeekday(rule.weekday, month).slice(-1)
    case 'nth-weekday':
      return everyWeekday(rule.weekday, month).slice(rule.nth - 1, rule.nth)
  }
}

function everyWeekday(weekday: number, month: CalendarMonth): readonly number[] {
  const first = 1 + ((weekday - month.firstWeekday + 7) % 7)
  return [0, 7, 14, 21, 28].map((days) => first + days).filter((day) => day <= month.length)
}

/** A Saturday moves to the Friday before and a Sunday to the Monday after, but not out of the month. */
function nearestWorkingDay(day: number, month: CalendarMonth): number {
  const weekday = ((month.firstWeekday - 1 + day - 1) % 7) + 1
  if (weekday === 7) return day === 1 ? 3 : day - 1
  if (weekday === 1) return day === month.length ? day - 2 : day + 1
  return day
}
