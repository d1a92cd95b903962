import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, relative } from 'node:path'

const PACKAGES = 'node_modules'

/**
 * Tells of changes of files in a directory and below, hidden directories left out, and packages unless
 * they are what it is for: nobody edits those, and each directory costs a watch.
 *
 * @param hasPackages - a layer: its packages are watched, the packages of those are not.
 * @param onChange - with the path relative to the directory; `''` when only the directory is known.
 */
export function watchTree(
  directory: string,
  onChange: (path: string) => void,
  onError: (error: unknown) => void,
  hasPackages = false,
) {
  const watchers = new Map<string, FSWatcher>()

  const add = (path: string) => {
    const watcher = watch(path, (_type, name) => {
      onChange(relative(directory, name === null ? path : join(path, name)))
    })
    watcher.on('error', () => {
      // A directory that was removed; its parent's watch tells of it.
      watcher.close()
      watchers.delete(path)
    })
    watchers.set(path, watcher)
  }
  /** Follows directories that came or went. */
  const refresh = () => {
    const paths = new Set(directoriesIn(directory, hasPackages))
    for (const [path, watcher] of watchers) {
      if (paths.has(path)) continue
      watcher.close()
      watchers.delete(path)
    }
    for (const path of paths) {
      try {
        if (!watchers.has(path)) add(path)
      } catch (error) {
        onError(error)
      }
    }
  }

  refresh()
  return {
    refresh,
    close() {
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

function directoriesIn(directory: string, entersPackages: boolean): string[] {
  return [
    directory,
    ...entriesOf(directory)
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .flatMap(({ name }) => {
        const path = join(directory, name)
        if (name !== PACKAGES) return directoriesIn(path, entersPackages)
        return entersPackages ? directoriesIn(path, false) : []
      }),
  ]
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    // Gone since it was listed.
    return []
  }
}
