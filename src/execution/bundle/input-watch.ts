import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Logger } from '../../platform/logger.ts'
import type { Timers } from '../../platform/timers.ts'

/** An editor's save is several changes in a row. */
const DEBOUNCE_MS = 50

type Folder = {
  readonly watcher: FSWatcher
  readonly listeners: Set<(name: string | null) => void>
}

export type InputWatch = {
  /** Tells once, soon after one of the files changed. @returns what ends it. */
  watch(files: readonly string[], onChange: () => void): () => void
}

/** Watches single files by their folders, so that a file that is replaced is still watched. */
export function createInputWatch(deps: { timers: Timers; log: Logger }): InputWatch {
  const { timers, log } = deps
  const folders = new Map<string, Folder>()

  const open = (path: string): Folder | undefined => {
    try {
      const listeners: Folder['listeners'] = new Set()
      const watcher = watch(path, { persistent: false }, (_type, name) => {
        for (const listener of listeners) listener(name)
      })
      // A folder that was removed; so were its files, of which it has told.
      watcher.on('error', () => watcher.close())
      return { watcher, listeners }
    } catch (error) {
      log.warn('A directory cannot be watched for changes', { path, error })
      return undefined
    }
  }
  const join = (path: string, listener: (name: string | null) => void): (() => void) => {
    const folder = folders.get(path) ?? open(path)
    if (folder === undefined) return () => {}
    folders.set(path, folder)
    folder.listeners.add(listener)
    return () => {
      folder.listeners.delete(listener)
      if (folder.listeners.size > 0 || folders.get(path) !== folder) return
      folder.watcher.close()
      folders.delete(path)
    }
  }

  return {
    watch(files, onChange) {
      let cancel = () => {}
      const leave = [...Map.groupBy(files, (file) => dirname(file))].map(([folder, inside]) => {
        const names = new Set(inside.map((file) => basename(file)))
        return join(folder, (name) => {
          if (name !== null && !names.has(name)) return
          cancel()
          cancel = timers.after(DEBOUNCE_MS, onChange)
        })
      })
      return () => {
        cancel()
        for (const one of leave) one()
      }
    },
  }
}
