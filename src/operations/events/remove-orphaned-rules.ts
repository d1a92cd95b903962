import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import type { ConfigStore, Key } from '../../store/config-store.ts'

/**
 * Removes rules whose bus is gone: a server that was killed while PutRule and DeleteEventBus met can leave
 * one behind, which nobody was told of. Called at start, before anything is served.
 *
 * @returns how many there were.
 */
export async function removeOrphanedRules(config: ConfigStore): Promise<number> {
  const buses = new Set<string>()
  const orphans: Key[] = []
  config.watch('event_buses', (change) => {
    if (change.type === 'put') buses.add(change.stored.key.join('/'))
  })()
  config.watch('rules', (change) => {
    if (change.type !== 'put') return
    const { key, doc } = change.stored
    if (doc.bus !== DEFAULT_BUS && !buses.has(key.slice(0, -1).join('/'))) orphans.push(key)
  })()
  await Promise.all(orphans.map((key) => config.delete('rules', key, 'any')))
  return orphans.length
}
