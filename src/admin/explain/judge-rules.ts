import type { Rule } from '../../domain/rule.ts'
import type { ConfigStore } from '../../store/config-store.ts'
import type { LoggedEvent, RuleMatch } from '../../store/event-log.ts'
import { findOnOtherBus, forEachRule } from './find-rules.ts'
import { type JudgedRule, judgeRule, type LoggedAndScanned } from './judge-rule.ts'
import type { Ranking } from './ranking.ts'
import type { Slices } from './slices.ts'

type Sources = { readonly config: ConfigStore; readonly slices: Slices }

/**
 * Judges every rule of the event's bus, and those that it matched and that are gone.
 * @returns false when the time was over before all were judged.
 */
export async function judgeAll(
  { config, slices }: Sources,
  event: LoggedAndScanned,
  ranking: Ranking,
): Promise<boolean> {
  const gone = new Map(event.logged.matches.map((match) => [match.ruleName, match]))
  const isComplete = await forEachRule(config, event.logged, slices, (rule) => {
    gone.delete(rule.name)
    ranking.add(judgeRule(rule, event))
  })
  if (isComplete) for (const match of gone.values()) ranking.add(deleted(event.logged, match))
  return isComplete
}

/** Judges one rule; `undefined` when neither this bus nor another knows it. */
export async function judgeNamed(
  { config, slices }: Sources,
  event: LoggedAndScanned,
  name: string,
): Promise<JudgedRule | undefined> {
  const { logged } = event
  const stored = await config.get('rules', [logged.account, logged.region, logged.bus, name])
  if (stored) return judgeRule(stored.doc, event)
  const match = logged.matches.find(({ ruleName }) => ruleName === name)
  if (match) return deleted(logged, match)
  const other = await findOnOtherBus(config, logged, name, slices)
  return other && { rule: other, verdict: 'not-asked', because: 'other-bus', matchedThen: false }
}

/** All that is still known of a rule that is gone. */
function deleted({ bus, account }: LoggedEvent, { ruleName }: RuleMatch): JudgedRule {
  const unknown = { createdAt: 0, scheduledFrom: 0, lastModifiedAt: 0, targets: [], tags: [] }
  const rule: Rule = { bus, name: ruleName, state: 'DISABLED', createdBy: account, ...unknown }
  return { rule, verdict: 'not-asked', because: 'deleted', matchedThen: true }
}
