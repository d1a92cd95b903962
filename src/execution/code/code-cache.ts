import { existsSync, renameSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Unavailable } from '../../domain/faults.ts'
import type { BlobStore } from '../../store/blob-store.ts'
import { bootId } from '../boot-id.ts'

const BOOT_FILE = 'boot-id'
const UNFINISHED = '.unfinished'
const GONE = '.gone'

export type CodeInUse = {
  /** The unpacked code; it stays there until released. */
  readonly root: string
  /** More than one call does no harm. */
  release(): void
}

export type CodeCache = {
  /** Unpacks the code unless that has been done. @throws Unavailable when the store does not have it. */
  use(sha256: string): Promise<CodeInUse>
  /** Removes what is neither live nor in use. @returns how many went. */
  sweep(isLive: (sha256: string) => boolean): Promise<number>
}

/** Unpacked function code, one directory per archive, named by its SHA-256. */
export function createCodeCache(deps: { blobs: BlobStore; directory: string }): CodeCache {
  const { blobs, directory } = deps
  const users = new Map<string, number>()
  const unpacking = new Map<string, Promise<void>>()
  let prepared: Promise<void> | undefined

  const unpack = async (sha256: string) => {
    const root = join(directory, sha256)
    if (existsSync(root)) return
    const bytes = await blobs.get(sha256)
    if (bytes === undefined) throw new Unavailable('The code of the function is not in the store.')
    const unfinished = `${root}${UNFINISHED}`
    await removeAll(unfinished)
    await mkdir(unfinished, { recursive: true })
    const { unpackZip } = await import('./unpack-zip.ts')
    await unpackZip(bytes, unfinished)
    await rename(unfinished, root)
  }
  const unpackOnce = (sha256: string) => {
    const running = unpacking.get(sha256)
    if (running !== undefined) return running
    const work = unpack(sha256).finally(() => unpacking.delete(sha256))
    unpacking.set(sha256, work)
    return work
  }
  const take = (sha256: string) => {
    users.set(sha256, (users.get(sha256) ?? 0) + 1)
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      users.set(sha256, (users.get(sha256) ?? 1) - 1)
      if (users.get(sha256) === 0) users.delete(sha256)
    }
  }

  return {
    async use(sha256) {
      // Counted first, so that no sweep takes it away meanwhile.
      const release = take(sha256)
      try {
        prepared ??= discardUnlessSameBoot(directory)
        await prepared.catch((error) => {
          prepared = undefined
          throw error
        })
        await unpackOnce(sha256)
      } catch (error) {
        release()
        throw error
      }
      return { root: join(directory, sha256), release }
    },
    async sweep(isLive) {
      const names = existsSync(directory) ? await readdir(directory) : []
      const isGone = (name: string) => name.endsWith(GONE)
      for (const name of names.filter(isGone)) await removeAll(join(directory, name))
      let removed = 0
      for (const name of names) {
        if (isGone(name) || name === BOOT_FILE || users.has(hashOf(name)) || isLive(name)) continue
        // Renamed first, at once: nobody may find half of it.
        const gone = join(directory, `${name}${GONE}`)
        renameSync(join(directory, name), gone)
        await removeAll(gone)
        removed += 1
      }
      return removed
    },
  }
}

function removeAll(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true })
}

/** Also of a directory that is not finished. */
function hashOf(name: string): string {
  return name.split('.')[0] ?? name
}

/**
 * Unpacked files are not forced to disk one by one. After a power cut some may be empty, so what
 * another boot has left is unpacked again.
 */
async function discardUnlessSameBoot(directory: string): Promise<void> {
  const file = join(directory, BOOT_FILE)
  const current = bootId() ?? ''
  const left = await readFile(file, 'utf8').catch(() => undefined)
  if (left !== undefined && left === current && current !== '') return
  await removeAll(directory)
  await mkdir(directory, { recursive: true })
  await writeFile(file, current)
}
