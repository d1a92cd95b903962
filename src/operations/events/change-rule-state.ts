import type { Rule } from '../../domain/rule.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ConfigStore } from '../../store/config-store.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { requireBus } from './event-buses.ts'
import { requireRule } from './rules.ts'

export type RuleReference = { readonly Name: string; readonly EventBusName?: string }

/**
 * @param change - what becomes of the rule; nothing is written when it gives back the same one.
 * @throws NotFound, ConcurrentModification
 */
export async function changeRuleState(
  config: ConfigStore,
  scope: Scope,
  { Name, EventBusName }: RuleReference,
  change: (rule: Rule) => Rule,
): Promise<void> {
  const { key: busKey } = await requireBus(config, scope, EventBusName)
  await retryOnConflict(async () => {
    const { key, doc, revision } = await requireRule(config, busKey, Name)
    const changed = change(doc)
    if (changed !== doc) await config.put('rules', key, changed, { revision })
  })
}
