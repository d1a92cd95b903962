import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { cursorKey } from '../../domain/schedule/schedule-cursor.ts'
import type { ConfigStore, Key } from '../../store/config-store.ts'

/**
 * Removes what is known of schedules whose rule is gone: a server that was killed while it deleted the rule can leave
 * that behind. Called at start, before anything is served.
 */
export async function removeOrphanedCursors(config: ConfigStore): Promise<void> {
  const rules = new Set<string>()
  const cursors: Key[] = []
  config.watch('rules', (change) => {
    if (change.type !== 'put' || change.stored.doc.bus !== DEFAULT_BUS) return
    rules.add(cursorKey(change.stored.key).join('/'))
  })()
  config.watch('schedule_cursors', (change) => {
    if (change.type === 'put') cursors.push(change.stored.key)
  })()
  const orphans = cursors.filter((key) => !rules.has(key.join('/')))
  await Promise.all(orphans.map((key) => config.delete('schedule_cursors', key, 'any')))
}
