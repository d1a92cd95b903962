import { ruleArn } from '../../domain/arn.ts'
import { explainMiss } from '../../domain/pattern/explain/explain-miss.ts'
import type { Judgement } from '../../domain/pattern/explain/judge-pattern.ts'
import type { Pattern } from '../../domain/pattern/pattern.ts'
import type { ScannedEvent } from '../../domain/pattern/scanned-event.ts'
import type { JudgedRule, LoggedAndScanned, NotAsked } from './judge-rule.ts'

/** The verdict on one rule, in words and as data. */
export function describeJudged(judged: JudgedRule, event: LoggedAndScanned): object {
  const { rule, verdict, because, asked, matchedThen } = judged
  const { logged, scanned } = event
  const said = asked && describeJudgement(asked, { event: scanned, text: logged.text })
  return {
    rule: rule.name,
    arn: ruleArn(logged, rule.bus, rule.name),
    verdict,
    ...(because && { because }),
    words: wordsOf(judged, logged.bus, said?.words),
    ...(because && asked && { patternMatches: asked.judgement.matched }),
    ...said?.details,
    matchedThen,
    notes: notesOf(judged, event),
  }
}

type Asked = { readonly pattern: Pattern; readonly judgement: Judgement }

/** What a pattern says to an event. */
export function describeJudgement(
  { pattern, judgement }: Asked,
  event: { readonly event: ScannedEvent; readonly text: string },
): { readonly words: string; readonly details: object } {
  if (judgement.matched) return { words: 'The pattern matches.', details: {} }
  const { words, ...failure } = explainMiss(pattern, event, judgement)
  const { satisfied, branch } = judgement
  return { words, details: { satisfied: { fields: satisfied, of: branch.length }, failure } }
}

const NOT_ASKED: Record<NotAsked, string> = {
  disabled: 'The rule is disabled.',
  'schedule-only': 'The rule has a schedule and no event pattern, so it asks for no events.',
  'event-of-a-schedule':
    "The event is a tick of another rule's schedule, and goes to that rule only.",
  'other-bus': 'The rule is on another bus.',
  deleted: 'The rule was deleted since.',
}

function wordsOf({ because, rule, asked }: JudgedRule, bus: string, said?: string): string {
  if (because === undefined) return said ?? "The event is a tick of the rule's own schedule."
  if (because === 'other-bus') {
    return `The rule is on the bus ${rule.bus}, and the event came to ${bus}.`
  }
  if (because !== 'disabled' || !asked) return NOT_ASKED[because]
  return asked.judgement.matched
    ? `${NOT_ASKED.disabled} Its pattern would match.`
    : `${NOT_ASKED.disabled} Its pattern would not match either: ${said}`
}

function notesOf(judged: JudgedRule, { logged }: LoggedAndScanned): string[] {
  const { rule, verdict, because, matchedThen } = judged
  const notes: string[] = []
  if (because === 'deleted' || because === 'other-bus') return notes
  if (rule.createdAt > logged.acceptedAt) {
    notes.push(`The rule was created at ${at(rule.createdAt)}, after the event was accepted.`)
  } else if (rule.lastModifiedAt > logged.acceptedAt) {
    notes.push(
      `The rule or its targets changed at ${at(rule.lastModifiedAt)}, after the event was accepted.`,
    )
  }
  if (matchedThen && verdict !== 'matched') {
    notes.push('It matched when the event was accepted, and would not today.')
  }
  if (!matchedThen && verdict === 'matched') {
    notes.push('It did not match when the event was accepted, and would today.')
  }
  return notes
}

function at(time: number): string {
  return new Date(time).toISOString()
}
