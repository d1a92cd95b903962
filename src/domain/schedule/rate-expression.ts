import type { Millis } from '../scope.ts'
import { invalidSchedule } from './invalid-schedule.ts'

export type RateUnit = 'minute' | 'hour' | 'day'

/** Fires every `periodMs`, counted from when the rule was last put or enabled. */
export type RateExpression = {
  readonly kind: 'rate'
  readonly value: number
  readonly unit: RateUnit
  readonly periodMs: Millis
}

const UNITS: ReadonlyMap<string, RateUnit> = new Map([
  ['minute', 'minute'],
  ['hour', 'hour'],
  ['day', 'day'],
])

const UNIT_MS: Readonly<Record<RateUnit, Millis>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/** Reads what stands between the parentheses: `1 minute`, `5 minutes`. */
export function parseRateExpression(text: string): RateExpression {
  const [, digits = '', unitName = '', plural = ''] = /^(\d+) ([a-z]+?)(s?)$/.exec(text) ?? []
  const unit = UNITS.get(unitName)
  const value = Number(digits)
  if (unit === undefined || value < 1) throw invalidSchedule()
  if ((value === 1) !== (plural === '')) throw invalidSchedule()

  const periodMs = value * UNIT_MS[unit]
  if (!Number.isSafeInteger(periodMs)) throw invalidSchedule()
  return { kind: 'rate', value, unit, periodMs }
}
