import { ruleArn } from '../domain/arn.ts'
import { parsePattern } from '../domain/pattern/parse/parse-pattern.ts'
import { reread } from '../domain/reread.ts'
import type { RefusedRule, Rule } from '../domain/rule.ts'
import { parseScheduleExpression } from '../domain/schedule/schedule-expression.ts'
import type { Logger } from '../platform/logger.ts'
import type { ConfigStore, Key } from '../store/config-store.ts'

/**
 * The stored rules that this version of busbar does not understand, because the one that accepted them was more
 * lenient. They match nothing or do not fire until they are put anew.
 *
 * @returns those there are now.
 */
export function watchRefusedRules(config: ConfigStore, log: Logger): () => readonly RefusedRule[] {
  const refused = new Map<string, readonly RefusedRule[]>()
  config.watch('rules', (change) => {
    const key = (change.type === 'put' ? change.stored.key : change.key).join('/')
    refused.delete(key)
    if (change.type !== 'put') return
    const found = refusalsOf(change.stored.key, change.stored.doc)
    if (found.length > 0) refused.set(key, found)
    for (const { rule, ...why } of found) log.error('a stored rule is not valid', { rule, ...why })
  })
  return () => [...refused.values()].flat()
}

function refusalsOf([account, region]: Key, doc: Rule): RefusedRule[] {
  const rule = ruleArn({ account: String(account), region: String(region) }, doc.bus, doc.name)
  const { refusal: pattern } = reread(parsePattern, doc.eventPattern)
  const { refusal: schedule } = reread(parseScheduleExpression, doc.scheduleExpression)
  return [
    ...(pattern === undefined ? [] : [{ rule, parameter: 'EventPattern', reason: pattern }]),
    ...(schedule === undefined
      ? []
      : [{ rule, parameter: 'ScheduleExpression', reason: schedule }]),
  ]
}
