import {
  type Judgement,
  judgePattern,
  shareOf,
} from '../../domain/pattern/explain/judge-pattern.ts'
import { parsePattern } from '../../domain/pattern/parse/parse-pattern.ts'
import type { Pattern } from '../../domain/pattern/pattern.ts'
import type { ScannedEvent } from '../../domain/pattern/scanned-event.ts'
import type { Rule } from '../../domain/rule.ts'
import type { LoggedEvent } from '../../store/event-log.ts'

/** Why a rule's pattern has no say in whether an event goes to its targets. */
export type NotAsked =
  | 'disabled'
  | 'schedule-only'
  | 'event-of-a-schedule'
  | 'other-bus'
  | 'deleted'

export type JudgedRule = {
  readonly rule: Rule
  readonly verdict: 'matched' | 'not-matched' | 'not-asked'
  readonly because?: NotAsked
  /** What the pattern says, where there is one that fits the event; also of a disabled rule. */
  readonly asked?: { readonly pattern: Pattern; readonly judgement: Judgement }
  /** Whether the event matched the rule when it was accepted. */
  readonly matchedThen: boolean
}

/** An event as it was logged, made ready for matching. */
export type LoggedAndScanned = { readonly logged: LoggedEvent; readonly scanned: ScannedEvent }

/** What a rule of the event's bus says to the event today. */
export function judgeRule(rule: Rule, { logged, scanned }: LoggedAndScanned): JudgedRule {
  const matchedThen = logged.matches.some(({ ruleName }) => ruleName === rule.name)
  if (logged.origin === 'schedule') {
    // The tick of a schedule goes to the rule whose schedule it is, and patterns are not looked at.
    return matchedThen
      ? { rule, verdict: 'matched', matchedThen }
      : { rule, verdict: 'not-asked', because: 'event-of-a-schedule', matchedThen }
  }
  if (rule.eventPattern === undefined) {
    return { rule, verdict: 'not-asked', because: 'schedule-only', matchedThen }
  }
  const pattern = parsePattern(rule.eventPattern)
  const judgement = judgePattern(pattern, scanned)
  const asked = { pattern, judgement }
  if (rule.state === 'DISABLED') {
    return { rule, verdict: 'not-asked', because: 'disabled', asked, matchedThen }
  }
  return { rule, verdict: judgement.matched ? 'matched' : 'not-matched', asked, matchedThen }
}

/**
 * Less comes first: the misses, the nearest before the others; a disabled rule that would match is the
 * nearest of all. Behind them what has no pattern to ask, then what matched.
 */
export function compareJudged(one: JudgedRule, other: JudgedRule): number {
  return (
    groupOf(one) - groupOf(other) ||
    nearnessOf(other) - nearnessOf(one) ||
    (one.rule.name < other.rule.name ? -1 : 1)
  )
}

function groupOf({ verdict, asked }: JudgedRule): number {
  if (verdict === 'matched') return 2
  return asked ? 0 : 1
}

function nearnessOf({ asked }: JudgedRule): number {
  return asked ? shareOf(asked.judgement) : 0
}
