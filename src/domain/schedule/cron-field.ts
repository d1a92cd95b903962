import { invalidSchedule } from './invalid-schedule.ts'

/** What one of the six fields may hold. */
export type CronField = {
  readonly min: number
  readonly max: number
  /** Names in the order of their values, the first standing for `min`. */
  readonly names?: readonly string[]
}

export const MINUTES: CronField = { min: 0, max: 59 }
export const HOURS: CronField = { min: 0, max: 23 }
export const DAYS_OF_MONTH: CronField = { min: 1, max: 31 }
export const MONTHS: CronField = {
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
}
/** 1 is Sunday, as in AWS and unlike cron elsewhere. */
export const DAYS_OF_WEEK: CronField = {
  min: 1,
  max: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
}
export const YEARS: CronField = { min: 1970, max: 2199 }

/** Reads a comma-separated field without `? L W #`; the values come back sorted and unique. */
export function parseCronField(text: string, field: CronField): readonly number[] {
  const values = new Set(text.split(',').flatMap((item) => parseCronItem(item, field)))
  return [...values].sort((a, b) => a - b)
}

/** Reads one item of a list: `*`, `5`, `MON-FRI`, or any of them with a step. */
export function parseCronItem(text: string, field: CronField): readonly number[] {
  const [range = '', step, ...more] = text.split('/')
  if (more.length > 0) throw invalidSchedule()
  const [from, to] = parseRange(range, step !== undefined, field)
  return stepThrough(from, to, step === undefined ? 1 : parseStep(step, field))
}

/** Reads one number or name within the field's bounds. */
export function parseCronValue(text: string, field: CronField): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  if (named >= 0) return field.min + named
  const value = parseDigits(text, field)
  if (value < field.min || value > field.max) throw invalidSchedule()
  return value
}

function parseRange(text: string, hasStep: boolean, field: CronField): [number, number] {
  if (text === '*') return [field.min, field.max]
  const [first = '', last, ...more] = text.split('-')
  if (more.length > 0) throw invalidSchedule()

  const from = parseCronValue(first, field)
  // `5/15` means from 5 to the end of the field in steps of 15.
  if (last === undefined) return [from, hasStep ? field.max : from]
  const to = parseCronValue(last, field)
  // FRI-MON and 22-2 would wrap around; AWS's table knows ascending ranges only.
  if (from > to) throw invalidSchedule()
  return [from, to]
}

function parseStep(text: string, field: CronField): number {
  const step = parseDigits(text, field)
  if (step < 1 || step > field.max - field.min + 1) throw invalidSchedule()
  return step
}

function parseDigits(text: string, field: CronField): number {
  // `05` is common in the field, `0000005` is a typing error.
  if (!/^\d+$/.test(text) || text.length > Math.max(2, `${field.max}`.length)) {
    throw invalidSchedule()
  }
  return Number(text)
}

function stepThrough(from: number, to: number, step: number): number[] {
  return Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => from + index * step,
  )
}
