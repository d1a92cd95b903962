import { createHash } from 'node:crypto'
import type { Millis } from '../domain/scope.ts'

/**
 * The id of the event of one tick of one rule, shaped like a random UUID. Equal ticks give equal ids, so that
 * a tick that is fired again after a crash is recognised.
 *
 * @param scheduledFrom - since when the rule is as it is: one that was deleted and put anew is another.
 */
export function tickEventId(ruleArn: string, scheduledFrom: Millis, tick: Millis): string {
  const hex = createHash('sha256').update(`${ruleArn} ${scheduledFrom} ${tick}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
