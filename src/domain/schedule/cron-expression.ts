import { HOURS, MINUTES, MONTHS, parseCronField, YEARS } from './cron-field.ts'
import { type DayRule, parseDayOfMonthField, parseDayOfWeekField } from './day-rule.ts'
import { invalidSchedule } from './invalid-schedule.ts'

/** A cron expression in UTC: ascending lists of values, and rules that together pick the days. */
export type CronExpression = {
  readonly kind: 'cron'
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly DayRule[]
  /** 1 to 12. */
  readonly months: readonly number[]
  /** 1970 to 2199. */
  readonly years: readonly number[]
}

/**
 * Reads what stands between the parentheses: six fields (minutes, hours, day of month, month, day
 * of week, year). Source: EventBridge User Guide, "Setting a schedule pattern for scheduled rules".
 */
export function parseCronExpression(text: string): CronExpression {
  const fields = text.split(' ')
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] =
    fields
  if (fields.length !== 6) throw invalidSchedule()
  return {
    kind: 'cron',
    minutes: parseCronField(minutes, MINUTES),
    hours: parseCronField(hours, HOURS),
    days: parseDays(dayOfMonth, dayOfWeek),
    months: parseCronField(months, MONTHS),
    years: parseCronField(years, YEARS),
  }
}

/** One of the two day fields decides; the other one must say so with `?`. */
function parseDays(dayOfMonth: string, dayOfWeek: string): readonly DayRule[] {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw invalidSchedule()
  return dayOfMonth === '?' ? parseDayOfWeekField(dayOfWeek) : parseDayOfMonthField(dayOfMonth)
}
