import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEMPORARY_PREFIX } from './data-directory.ts'
import { lockDirectory, PID_FILE } from './directory-lock.ts'

export type AbandonedDirectory = {
  readonly path: string
  /** Removes it with all that is in it. */
  remove(): void
}

/**
 * The private directories of stores in memory whose process was killed, so that it could not remove them. They
 * are held until they are removed: two servers that start at the same time do not get the same one.
 */
export function takeAbandonedDirectories(): AbandonedDirectory[] {
  return temporaryNames()
    .filter((name) => name.startsWith(TEMPORARY_PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter(isOurs)
    .flatMap(take)
}

function temporaryNames(): string[] {
  try {
    return readdirSync(tmpdir())
  } catch {
    // A server that keeps its data elsewhere does not need a directory for temporary files.
    return []
  }
}

/** Others may write into the directory for temporary files too; what is found inside is acted upon. */
function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  // Before there is a pid, its owner may not have come to locking it.
  return found?.isDirectory() === true && isOwn(found.uid) && existsSync(join(path, PID_FILE))
}

function isOwn(uid: number): boolean {
  // Windows has no such numbers, and a directory for temporary files per user.
  return process.getuid === undefined || process.getuid() === uid
}

function take(path: string): AbandonedDirectory[] {
  try {
    const release = lockDirectory(path)
    const remove = () => {
      // A process that was just killed may still be adding a file.
      rmSync(path, { recursive: true, force: true, maxRetries: 3 })
      release()
    }
    return [{ path, remove }]
  } catch {
    // The lock ends with its process: whoever holds it lives.
    return []
  }
}
