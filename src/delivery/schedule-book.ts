import { DEFAULT_BUS } from '../domain/event-bus.ts'
import { reread } from '../domain/reread.ts'
import type { Rule } from '../domain/rule.ts'
import { nextFireTime } from '../domain/schedule/fire-times.ts'
import { cursorKey, type ScheduleCursor } from '../domain/schedule/schedule-cursor.ts'
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
  /** When it is to be fired; `undefined` while it is fired, and when it never is again. */
  nextAt: Millis | undefined
}

export type ScheduleBook = {
  /** Those that are due; each is given out once, until it is advanced or postponed. */
  takeDue(now: Millis): ScheduledRule[]
  nextAt(): Millis | undefined
  /** Notes that the rule has fired up to this tick. */
  advance(rule: ScheduledRule, through: Millis): void
  /** Has it fired again at `at`, since it could not now. */
  postpone(rule: ScheduledRule, at: Millis): void
  /** Whether there is still a rule of this name with a schedule. */
  has(rule: ScheduledRule): boolean
}

/**
 * Every enabled schedule, as the configuration changes.
 *
 * @param onEarlier - told when a schedule is to fire at a time that `nextAt` did not give.
 */
export function createScheduleBook(
  config: ConfigStore,
  onEarlier: (at: Millis) => void,
): ScheduleBook {
  const rules = new Map<string, ScheduledRule>()
  const cursors = new Map<string, ScheduleCursor>()

  config.watch('schedule_cursors', (change) => {
    if (change.type === 'put') cursors.set(textOf(change.stored.key), change.stored.doc)
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

  function setNext(rule: ScheduledRule, at: Millis | undefined): void {
    rule.nextAt = at
    if (at !== undefined) onEarlier(at)
  }

  return {
    takeDue(now) {
      const isDue = ({ nextAt }: ScheduledRule) => nextAt !== undefined && nextAt <= now
      const due = [...rules.values()].filter(isDue)
      for (const rule of due) rule.nextAt = undefined
      return due
    },
    nextAt() {
      let earliest: Millis | undefined
      for (const { nextAt } of rules.values()) {
        if (nextAt !== undefined && (earliest === undefined || nextAt < earliest)) earliest = nextAt
      }
      return earliest
    },
    advance(rule, through) {
      rule.firedThrough = through
      setNext(rule, nextFireTime(rule.expression, through, rule.anchor))
    },
    postpone: setNext,
    has: ({ key }) => rules.has(textOf(key)),
  }
}

function toScheduled(
  key: Key,
  rule: Rule,
  cursor: ScheduleCursor | undefined,
): ScheduledRule | undefined {
  const { value: expression } = reread(parseScheduleExpression, rule.scheduleExpression)
  if (expression === undefined || rule.state === 'DISABLED') return undefined
  const firedThrough = Math.max(rule.scheduledFrom, firedBefore(rule, cursor))
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

/**
 * A cursor may lie ahead of a rule that was put later: a manual clock is moved far, and starts at the real time
 * again with the next server.
 */
function firedBefore({ scheduledFrom }: Rule, cursor: ScheduleCursor | undefined): Millis {
  const isOfThisRule = (cursor?.scheduledFrom ?? scheduledFrom) === scheduledFrom
  return cursor !== undefined && isOfThisRule ? cursor.firedThrough : 0
}

const textOf = (key: Key) => key.join('/')
