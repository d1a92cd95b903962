import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'

/** What each file and folder that a bundle depends on looked like, by absolute path; `''` where there was none. */
export type InputSnapshot = Readonly<Record<string, string>>

const PACKAGES = '/node_modules/'
const SETTINGS = ['package.json', 'tsconfig.json']
const EXTENDS = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/
/** A file system's time may be behind by a tick of the system. */
const TICK_MS = 20

/** @returns `undefined` when something was changed after `since`: it may have been read before or after. */
export function takeSnapshot(paths: Iterable<string>, since: number): InputSnapshot | undefined {
  const taken: Record<string, string> = {}
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found !== undefined && found.mtimeMs > since - TICK_MS) return undefined
    taken[path] = found === undefined ? '' : `${found.mtimeMs}:${found.size}`
  }
  return taken
}

export function isUnchanged(snapshot: InputSnapshot): boolean {
  return Object.entries(snapshot).every(([path, before]) => {
    const found = statSync(path, { throwIfNoEntry: false })
    return before === (found === undefined ? '' : `${found.mtimeMs}:${found.size}`)
  })
}

/** Those that somebody edits: all but packages. */
export function ownFiles(inputs: readonly string[]): string[] {
  return inputs.filter((path) => !path.includes(PACKAGES))
}

/** The settings that count for files, in their folders and above: those that are there, and those that are not. */
export function settingsFor(files: readonly string[]): string[] {
  const above = new Set(foldersOf(files).flatMap(upwards))
  const settings = [...above].flatMap((folder) => SETTINGS.map((name) => join(folder, name)))
  return [...settings, ...settings.flatMap((path) => extendedBy(path, new Set()))]
}

/** They change when a file comes or goes, which may be one that is found before another. */
export function foldersOf(files: readonly string[]): string[] {
  return [...new Set(files.map((path) => dirname(path)))]
}

function upwards(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

function extendedBy(path: string, seen: Set<string>): string[] {
  if (!path.endsWith('.json') || seen.has(path) || !existsSync(path)) return []
  seen.add(path)
  const named = EXTENDS.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
  return [...named.matchAll(/"([^"]+)"/g)].flatMap(([, name = '']) => {
    // A package with settings is no more edited than others.
    if (!name.startsWith('.') && !isAbsolute(name)) return []
    const bare = resolve(dirname(path), name)
    const file = bare.endsWith('.json') ? bare : `${bare}.json`
    return [file, ...extendedBy(file, seen)]
  })
}
