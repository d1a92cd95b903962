import { NotFound } from '../../domain/faults.ts'
import type { Rule } from '../../domain/rule.ts'
import type { ConfigStore, Key, Stored } from '../../store/config-store.ts'

const BATCH = 500

export function ruleKey(bus: Key, rule: string): Key {
  return [...bus, rule]
}

/** @throws NotFound */
export async function requireRule(
  config: ConfigStore,
  bus: Key,
  name: string,
): Promise<Stored<Rule>> {
  const stored = await config.get('rules', ruleKey(bus, name))
  if (stored === undefined) throw ruleNotFound(String(bus.at(-1)), name)
  return stored
}

export function ruleNotFound(bus: string, rule: string): NotFound {
  return new NotFound(`Rule ${rule} does not exist on EventBus ${bus}.`)
}

/** @param after - the name of the rule to go on after. */
export async function* rulesOfBus(
  config: ConfigStore,
  bus: Key,
  after?: string,
): AsyncGenerator<Rule> {
  let position = after === undefined ? undefined : ruleKey(bus, after)
  do {
    const page = await config.list('rules', bus, {
      limit: BATCH,
      ...(position && { after: position }),
    })
    for (const { doc } of page.items) yield doc
    position = page.next
  } while (position)
}
