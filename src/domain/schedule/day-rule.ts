import { DAYS_OF_MONTH, DAYS_OF_WEEK, parseCronItem, parseCronValue } from './cron-field.ts'
import { invalidSchedule } from './invalid-schedule.ts'

/** One way of choosing days of a month; several of them add up. Weekdays are 1 (Sunday) to 7. */
export type DayRule =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  /** `L` or `L-3`: counted back from the last day of the month. */
  | { readonly kind: 'last-day'; readonly daysBefore: number }
  /** `15W`: the working day nearest to the 15th, within the month. */
  | { readonly kind: 'nearest-working-day'; readonly day: number }
  /** `LW` */
  | { readonly kind: 'last-working-day' }
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  /** `6L`: the last Friday. */
  | { readonly kind: 'last-weekday'; readonly weekday: number }
  /** `6#3`: the third Friday. */
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number }

export function parseDayOfMonthField(text: string): readonly DayRule[] {
  return text.split(',').map(parseDayOfMonthItem)
}

/** @throws InvalidInput also for a list with `#`: AWS reads one such expression per field. */
export function parseDayOfWeekField(text: string): readonly DayRule[] {
  const items = text.split(',')
  if (items.length > 1 && text.includes('#')) throw invalidSchedule()
  return items.map(parseDayOfWeekItem)
}

function parseDayOfMonthItem(text: string): DayRule {
  const item = text.toUpperCase()
  if (item === 'L') return { kind: 'last-day', daysBefore: 0 }
  if (item === 'LW') return { kind: 'last-working-day' }
  if (item.startsWith('L-')) return { kind: 'last-day', daysBefore: parseDaysBefore(item.slice(2)) }
  if (item.endsWith('W')) {
    return { kind: 'nearest-working-day', day: parseCronValue(item.slice(0, -1), DAYS_OF_MONTH) }
  }
  return { kind: 'days', days: parseCronItem(item, DAYS_OF_MONTH) }
}

function parseDaysBefore(text: string): number {
  const daysBefore = parseCronValue(text, DAYS_OF_MONTH)
  // No month has a day that comes 31 days before its last one.
  if (daysBefore === 31) throw invalidSchedule()
  return daysBefore
}

function parseDayOfWeekItem(text: string): DayRule {
  const item = text.toUpperCase()
  // Alone, L is the last day of the week, every week: Saturday.
  if (item === 'L') return { kind: 'weekdays', weekdays: [7] }
  if (item.includes('#')) return parseNthWeekday(item)
  if (item.endsWith('L')) {
    return { kind: 'last-weekday', weekday: parseCronValue(item.slice(0, -1), DAYS_OF_WEEK) }
  }
  return { kind: 'weekdays', weekdays: parseCronItem(item, DAYS_OF_WEEK) }
}

function parseNthWeekday(text: string): DayRule {
  const [weekday = '', nth = '', ...more] = text.split('#')
  if (more.length > 0 || !/^[1-5]$/.test(nth)) throw invalidSchedule()
  return { kind: 'nth-weekday', weekday: parseCronValue(weekday, DAYS_OF_WEEK), nth: Number(nth) }
}
