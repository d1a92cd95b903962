/**
 * A bus goes only without rules, and a rule comes only onto a bus; no transaction spans the two
 * documents, so each side leaves the other something to see:
 *
 * - A deletion marks the bus, then looks for rules, then deletes the bus in the revision that it marked.
 * - A new rule is written first; then its writer looks at the bus. It removes a mark, so that the
 *   deletion fails, looks again and finds the rule. When the bus is gone, it takes its rule back.
 *
 * So a rule that PutRule has acknowledged is never left without its bus. A process that dies between
 * the two steps of the second can leave a rule that nobody acknowledged under the name of a bus that
 * does not exist: no event reaches it, and every operation on it says that the bus does not exist.
 */
import type { EventBus } from '../../domain/event-bus.ts'
import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { InvalidInput } from '../../domain/faults.ts'
import type { ConfigStore, Key, Stored } from '../../store/config-store.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { busNotFound } from './event-buses.ts'

/** @throws InvalidInput when the bus has rules. A bus that does not exist is deleted already. */
export async function deleteBusWithoutRules(config: ConfigStore, bus: Key): Promise<void> {
  await retryOnConflict(async () => {
    const stored = await config.get('event_buses', bus)
    if (stored === undefined) return
    if (await hasRules(config, bus)) throw busHasRules()

    const doc: EventBus = { ...stored.doc, deleting: true }
    const marked = await config.put('event_buses', bus, doc, { revision: stored.revision })
    if (await hasRules(config, bus)) {
      await removeMark(config, marked)
      throw busHasRules()
    }
    await config.delete('event_buses', bus, { revision: marked.revision })
  })
}

/**
 * To be called once a new rule is written.
 * @throws NotFound when its bus was deleted meanwhile; then the rule is gone too.
 */
export async function keepBusOfNewRule(config: ConfigStore, bus: Key, rule: Key): Promise<void> {
  const name = String(bus.at(-1))
  if (name === DEFAULT_BUS) return
  await retryOnConflict(async () => {
    // Read before the bus: whoever creates the bus anew and then puts this rule changes its revision.
    const written = await config.get('rules', rule)
    const stored = await config.get('event_buses', bus)
    if (stored?.doc.deleting) return removeMark(config, stored)
    if (stored) return
    if (written) await config.delete('rules', rule, { revision: written.revision })
    throw busNotFound(name)
  })
}

async function hasRules(config: ConfigStore, bus: Key): Promise<boolean> {
  const { items } = await config.list('rules', bus, { limit: 1 })
  return items.length > 0
}

async function removeMark(config: ConfigStore, marked: Stored<EventBus>): Promise<void> {
  const { deleting: _, ...doc } = marked.doc
  await config.put('event_buses', marked.key, doc, { revision: marked.revision })
}

/** AWS's words, as quoted by users: the reference documentation does not have them. */
function busHasRules(): InvalidInput {
  return new InvalidInput("EventBus can't be deleted since it has rules.")
}
