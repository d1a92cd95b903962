import { closestName } from '../../domain/closest-name.ts'
import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Scope } from '../../domain/scope.ts'
import type { CollectionName, Collections, ConfigStore, Key } from '../../store/config-store.ts'
import type { Slices } from './slices.ts'

const PAGE = 500
const LONGEST_RULE_NAME = 64

type Bus = Scope & { readonly bus: string }

/**
 * Shows every rule of a bus.
 * @returns false when the time was over before all were shown.
 */
export function forEachRule(
  config: ConfigStore,
  { account, region, bus }: Bus,
  slices: Slices,
  look: (rule: Rule) => void,
): Promise<boolean> {
  return forEach(config, 'rules', [account, region, bus], slices, look)
}

/** A rule of this name on another bus of the same account and region. */
export async function findOnOtherBus(
  config: ConfigStore,
  { account, region, bus }: Bus,
  name: string,
  slices: Slices,
): Promise<Rule | undefined> {
  const buses = [DEFAULT_BUS]
  await forEach(config, 'event_buses', [account, region], slices, (one) => buses.push(one.name))
  for (const other of new Set(buses)) {
    if (other === bus) continue
    const stored = await config.get('rules', [account, region, other, name])
    if (stored) return stored.doc
    if (!(await slices.goOn())) return undefined
  }
  return undefined
}

/** The rule of the bus that was probably meant. */
export async function suggestRule(
  config: ConfigStore,
  bus: Bus,
  name: string,
  slices: Slices,
): Promise<string | undefined> {
  if (name.length > LONGEST_RULE_NAME) return undefined
  let best: string | undefined
  await forEachRule(config, bus, slices, (rule) => {
    // Of two, the later one is taken only when it is nearer.
    best = closestName(name, best === undefined ? [rule.name] : [best, rule.name])
  })
  return best
}

async function forEach<C extends CollectionName>(
  config: ConfigStore,
  collection: C,
  prefix: Key,
  slices: Slices,
  look: (doc: Collections[C]) => void,
): Promise<boolean> {
  let after: Key | undefined
  do {
    const page = await config.list(collection, prefix, { limit: PAGE, ...(after && { after }) })
    for (const { doc } of page.items) {
      if (!(await slices.goOn())) return false
      look(doc)
    }
    after = page.next
  } while (after)
  return true
}
