import type { LambdaFunction } from '../../../domain/function.ts'
import { ofQualifier } from '../../../domain/qualifier.ts'
import type { ConfigStore, Key } from '../../../store/config-store.ts'

/**
 * Removes what was frozen for versions that no function lists: a server that was killed within PublishVersion
 * or DeleteFunction can leave some behind. Called at start, before anything is served.
 *
 * @returns how many there were.
 */
export async function removeOrphanedVersions(config: ConfigStore): Promise<number> {
  const functions = new Map<string, LambdaFunction>()
  const orphans: Key[] = []
  config.watch('functions', (change) => {
    if (change.type === 'put') functions.set(idOf(change.stored.key), change.stored.doc)
  })()
  config.watch('function_versions', (change) => {
    if (change.type !== 'put') return
    const { key } = change.stored
    const fn = functions.get(idOf(key.slice(0, -1)))
    if (!fn || !ofQualifier(fn.versions, String(key.at(-1)))) orphans.push(key)
  })()
  await Promise.all(orphans.map((key) => config.delete('function_versions', key, 'any')))
  return orphans.length
}

function idOf(key: Key): string {
  return key.join('/')
}
