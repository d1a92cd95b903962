import { DEFAULT_BUS } from '../domain/event-bus.ts'
import type { Rule } from '../domain/rule.ts'
import { nextFireTime } from '../domain/schedule/fire-times.ts'
import {
  parseScheduleExpression,
  type ScheduleExpression,
} from '../domain/schedule/schedule-expression.ts'
import type { Millis, Scope } from '../domain/scope.ts'
import type { ConfigStore, Key } from '../store/config-store.ts'

/** An enabled rule with a schedule, and how far that has come. */
export type ScheduledRule = {
  readonly key: Key
  readonly scope: Scope
  readonly name: string
  readonly expression: ScheduleExpression
  /** Where `rate()` periods count from. */
  readonly anchor: Millis
  firedThrough: Millis
  nextAt: Millis | undefined
}

export type ScheduleBook = {
  due(now: Millis): ScheduledRule[]
  nextAt(): Millis | undefined
  /** Notes that the rule has fired up to this tick. */
  advance(rule: ScheduledRule, through: Millis): void
}

/**
 * Every enabled schedule, as the configuration changes.
 *
 * @param onEarlier - told when a schedule may fire before the time that `nextAt` gave.
 */
export function createScheduleBook(
  config: ConfigStore,
  onEarlier: (at: Millis) => void,
): ScheduleBook {
  const rules = new Map<string, ScheduledRule>()
  const cursors = new Map<string, Millis>()

  config.watch('schedule_cursors', (change) => {
    if (change.type === 'put')
      cursors.set(textOf(change.stored.key), change.stored.doc.firedThrough)
    else cursors.delete(textOf(change.key))
  })

  config.watch('rules', (change) => {
    const ruleKey = change.type === 'put' ? change.stored.key : change.key
    // Rules of other buses have no schedules, but may have the names of some that do.
    if (ruleKey[2] !== DEFAULT_BUS) return
    const key = cursorKey(ruleKey)
    const scheduled =
      change.type === 'put'
        ? toScheduled(key, change.stored.doc, cursors.get(textOf(key)))
        : undefined
    if (!scheduled) {
      rules.delete(textOf(key))
      return
    }
    rules.set(textOf(key), scheduled)
    if (scheduled.nextAt !== undefined) onEarlier(scheduled.nextAt)
  })

  return {
    due: (now) => [...rules.values()].filter(({ nextAt }) => nextAt !== undefined && nextAt <= now),
    nextAt() {
      let earliest: Millis | undefined
      for (const { nextAt } of rules.values()) {
        if (nextAt !== undefined && (earliest === undefined || nextAt < earliest)) earliest = nextAt
      }
      return earliest
    },
    advance(rule, through) {
      rule.firedThrough = through
      rule.nextAt = nextFireTime(rule.expression, through, rule.anchor)
    },
  }
}

function toScheduled(key: Key, rule: Rule, cursor: Millis | undefined): ScheduledRule | undefined {
  if (rule.scheduleExpression === undefined || rule.state === 'DISABLED') return undefined
  const expression = parseScheduleExpression(rule.scheduleExpression)
  const firedThrough = Math.max(rule.scheduledFrom, cursor ?? 0)
  const [account, region] = key
  return {
    key,
    scope: { account: String(account), region: String(region) },
    name: rule.name,
    expression,
    anchor: rule.scheduledFrom,
    firedThrough,
    nextAt: nextFireTime(expression, firedThrough, rule.scheduledFrom),
  }
}

/** [account, region, bus, rule] without the bus. */
function cursorKey([account = '', region = '', , rule = '']: Key): Key {
  return [account, region, rule]
}

const textOf = (key: Key) => key.join('/')
