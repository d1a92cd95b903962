import { type CronExpression, parseCronExpression } from './cron-expression.ts'
import { invalidSchedule } from './invalid-schedule.ts'
import { parseRateExpression, type RateExpression } from './rate-expression.ts'

/** When a rule fires by itself; parsed once, then trusted. */
export type ScheduleExpression = RateExpression | CronExpression

/**
 * Reads `rate(5 minutes)` or `cron(0 10 * * ? *)` as PutRule does: lower-case keyword, no spaces
 * beyond the ones between the fields.
 *
 * @throws InvalidInput with AWS's one message for everything that is wrong with an expression.
 */
export function parseScheduleExpression(text: string): ScheduleExpression {
  if (!text.endsWith(')')) throw invalidSchedule()
  if (text.startsWith('rate(')) return parseRateExpression(text.slice(5, -1))
  if (text.startsWith('cron(')) return parseCronExpression(text.slice(5, -1))
  throw invalidSchedule()
}
