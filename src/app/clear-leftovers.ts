import type { FunctionConfiguration } from '../domain/function.ts'
import type { CodeCache } from '../execution/code/code-cache.ts'
import { killSurvivors } from '../execution/environment/process-records.ts'
import { removeOrphanedCursors } from '../operations/events/remove-orphaned-cursors.ts'
import { removeOrphanedRules } from '../operations/events/remove-orphaned-rules.ts'
import { removeOrphanedVersions } from '../operations/lambda/versions/remove-orphaned-versions.ts'
import type { Logger } from '../platform/logger.ts'
import { takeAbandonedDirectories } from '../store/sqlite/abandoned-directories.ts'
import type { SqliteStore } from '../store/sqlite/open-sqlite-store.ts'

/** What a crash left behind: processes that still run, rules and code that belong to nothing any more. */
export async function clearLeftovers(
  store: SqliteStore,
  code: CodeCache,
  log: Logger,
): Promise<void> {
  const survivors = (await killSurvivors(store.directory)) + (await clearAbandonedDirectories(log))
  if (survivors > 0) log.warn('ended processes that outlived a crashed server', { survivors })
  const orphans = await removeOrphanedRules(store.config)
  if (orphans > 0) log.warn('removed rules whose event bus is gone', { orphans })
  await removeOrphanedCursors(store.config)
  const versions = await removeOrphanedVersions(store.config)
  if (versions > 0) log.warn('removed versions that were never published', { versions })
  const live = new Set<string>()
  const keep = ({ code, layers = [] }: Pick<FunctionConfiguration, 'code' | 'layers'>) => {
    for (const used of [code, ...layers.map((layer) => layer.code)]) {
      if (used.kind === 'zip') live.add(used.sha256)
    }
  }
  store.config.watch('functions', (change) => {
    if (change.type === 'put') keep(change.stored.doc.latest)
  })()
  store.config.watch('function_versions', (change) => {
    if (change.type === 'put') keep(change.stored.doc)
  })()
  store.config.watch('layers', (change) => {
    if (change.type === 'put') change.stored.doc.versions.forEach(keep)
  })()
  await Promise.all([
    store.blobs.sweep((sha256) => live.has(sha256)),
    code.sweep((sha256) => live.has(sha256)),
  ])
}

/** Of servers that kept nothing and were killed. @returns how many of their processes still ran. */
async function clearAbandonedDirectories(log: Logger): Promise<number> {
  let survivors = 0
  for (const { path, remove } of takeAbandonedDirectories()) {
    try {
      survivors += await killSurvivors(path)
      remove()
    } catch (error) {
      log.warn('the directory of a crashed server could not be removed', { path, error })
    }
  }
  return survivors
}
