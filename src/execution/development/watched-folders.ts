import { sep } from 'node:path'
import type { FunctionConfiguration, LambdaFunction } from '../../domain/function.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Timers } from '../../platform/timers.ts'
import type { Change, ConfigStore, Key } from '../../store/config-store.ts'
import { watchTree } from './watch-tree.ts'

/** An editor's save is several changes in a row. */
const DEBOUNCE_MS = 50

type Watched = { readonly close: () => void; readonly users: Map<string, Key> }

/**
 * Watches the folders that functions of the store have as code or as layers, and tells which functions
 * a change concerns. Those of the development directory are watched by its own rules.
 *
 * @param deps.onChange - with the key of each function whose folder changed.
 * @returns a function that ends it.
 */
export function watchFolders(deps: {
  readonly config: ConfigStore
  readonly developmentDirectory: string | undefined
  readonly timers: Timers
  readonly log: Logger
  readonly onChange: (key: Key) => void
}): () => void {
  const { config, developmentDirectory, timers, log, onChange } = deps
  const folders = new Map<string, Watched>()

  const start = (path: string): Watched => {
    const users = new Map<string, Key>()
    let cancel = () => {}
    const tree = watchTree(
      path,
      () => {
        cancel()
        cancel = timers.after(DEBOUNCE_MS, () => {
          tree.refresh()
          log.info('Code in a watched folder has changed', { path, functions: users.size })
          for (const key of users.values()) onChange(key)
        })
      },
      (error) => log.warn('A directory cannot be watched for changes', { path, error }),
      // It may be a layer.
      true,
    )
    return {
      users,
      close() {
        cancel()
        tree.close()
      },
    }
  }
  const leave = (id: string) => {
    for (const [path, { users, close }] of folders) {
      if (!users.delete(id) || users.size > 0) continue
      close()
      folders.delete(path)
    }
  }

  const unwatch = config.watch('functions', (change: Change<LambdaFunction>) => {
    const key = change.type === 'put' ? change.stored.key : change.key
    const id = JSON.stringify(key)
    const paths = change.type === 'put' ? foldersOf(change.stored.doc.latest) : []
    const wanted = paths.filter((path) => !isInside(path, developmentDirectory))
    // A change of anything else leaves the watches alone.
    const before = [...folders].filter(([, { users }]) => users.has(id)).map(([path]) => path)
    if (before.length === wanted.length && wanted.every((path) => before.includes(path))) return
    leave(id)
    for (const path of wanted) {
      const watched = folders.get(path) ?? start(path)
      folders.set(path, watched)
      watched.users.set(id, key)
    }
  })

  return () => {
    unwatch()
    for (const { close } of folders.values()) close()
    folders.clear()
  }
}

function foldersOf({ code, layers = [] }: FunctionConfiguration): string[] {
  const used = [code, ...layers.map((layer) => layer.code)]
  return [...new Set(used.flatMap((one) => (one.kind === 'directory' ? [one.path] : [])))]
}

function isInside(path: string, directory: string | undefined): boolean {
  return directory !== undefined && (path === directory || path.startsWith(`${directory}${sep}`))
}
