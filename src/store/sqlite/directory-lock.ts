import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreUnavailable } from './store-unavailable.ts'

/** Says who has locked the directory. */
export const PID_FILE = 'lock.pid'

/**
 * Keeps a second process off the data. The lock is a transaction on an empty database that stays
 * open: the operating system ends it with the process, however that ends, and nothing is ever
 * written to the file, so it cannot be damaged.
 *
 * @returns a function that gives the lock back.
 * @throws StoreUnavailable when another process, or another store of this one, holds it.
 */
export function lockDirectory(directory: string): () => void {
  const pidFile = join(directory, PID_FILE)
  const db = new Database(join(directory, 'lock.db'), { timeout: 0 })
  try {
    db.exec('begin exclusive')
    writeFileSync(pidFile, `${process.pid}\n`)
  } catch (cause) {
    db.close()
    throw refusal(directory, pidFile, cause)
  }
  return () => {
    rmSync(pidFile, { force: true })
    db.close()
  }
}

function refusal(directory: string, pidFile: string, cause: unknown): StoreUnavailable {
  const isBusy = cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')
  const sentence = isBusy
    ? `The data directory ${directory} is used by another busbar (pid ${readPid(pidFile)}).`
    : `The data directory ${directory} cannot be locked (${cause instanceof Error ? cause.message : cause}).`
  return new StoreUnavailable(sentence, { cause })
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    // The holder takes the lock first and writes its pid then.
    return 'unknown'
  }
}
