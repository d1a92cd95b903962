/**
 * The quotas of size that AWS gives an account ("Amazon EventBridge quotas" in the User Guide); they
 * apply when the server is told to have AWS's. Two requests at the same time may both take the last
 * place: they are limits of use, not promises to other code.
 */
import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { LimitExceeded } from '../../domain/faults.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ConfigStore, Key } from '../../store/config-store.ts'
import { hasWildcards } from './has-wildcards.ts'
import { rulesOfBus } from './rules.ts'

/** The default bus is one of them. */
const BUSES_PER_ACCOUNT = 100
const RULES_PER_BUS = 300
const WILDCARD_RULES_PER_BUS = 30
const PATTERN_LENGTH = 2048

/** @throws LimitExceeded when the account has no room for another bus. */
export async function checkBusQuota(config: ConfigStore, scope: Scope): Promise<void> {
  const { items } = await config.list('event_buses', [scope.account, scope.region], {
    limit: BUSES_PER_ACCOUNT,
  })
  const custom = items.filter(({ doc }) => doc.name !== DEFAULT_BUS)
  if (custom.length + 1 >= BUSES_PER_ACCOUNT) throw exceeded()
}

/**
 * @param rule - as it would be.
 * @throws LimitExceeded when the bus has no room for it.
 */
export async function checkRuleQuotas(
  config: ConfigStore,
  bus: Key,
  rule: Pick<Rule, 'name' | 'eventPattern'>,
  isNew: boolean,
): Promise<void> {
  const pattern = rule.eventPattern
  if (pattern && pattern.length > PATTERN_LENGTH) throw exceeded()
  const others = { all: 0, withWildcards: 0 }
  for await (const { name, eventPattern } of rulesOfBus(config, bus)) {
    if (name === rule.name) continue
    others.all += 1
    if (hasWildcards(eventPattern)) others.withWildcards += 1
  }
  if (isNew && others.all >= RULES_PER_BUS) throw exceeded()
  if (hasWildcards(pattern) && others.withWildcards >= WILDCARD_RULES_PER_BUS) throw exceeded()
}

function exceeded(): LimitExceeded {
  return new LimitExceeded('The requested resource exceeds the maximum number allowed.')
}
