import Database from 'better-sqlite3'
import { RevisionConflict } from '../../config-store.ts'
import { StoreUnavailable } from '../store-unavailable.ts'

/** An error in a form that can be sent from a thread to another. */
export type Failure = {
  /**
   * `conflict`: an expectation did not hold. `full`: no room on the disk, later requests may succeed.
   * `fatal`: the files cannot be trusted any more. `error`: a bug.
   */
  readonly kind: 'conflict' | 'full' | 'fatal' | 'error'
  readonly message: string
}

// Nothing that was read or written after one of these can be relied on.
const FATAL = [
  'SQLITE_IOERR',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
]

export function describeFailure(error: unknown, path: string): Failure {
  if (error instanceof RevisionConflict) return { kind: 'conflict', message: error.message }
  if (error instanceof StoreUnavailable) return { kind: 'fatal', message: error.message }
  if (error instanceof Database.SqliteError) return describeSqliteError(error, path)
  return { kind: 'error', message: error instanceof Error ? `${error.stack}` : String(error) }
}

function describeSqliteError({ code, message, stack }: Error & { code: string }, path: string) {
  if (code === 'SQLITE_FULL') {
    return { kind: 'full', message: `The disk with ${path} is full.` } as const
  }
  if (!FATAL.some((prefix) => code.startsWith(prefix))) {
    return { kind: 'error', message: `${code}: ${stack}` } as const
  }
  return { kind: 'fatal', message: toSentence(code, message, path) } as const
}

function toSentence(code: string, message: string, path: string): string {
  if (code.startsWith('SQLITE_NOTADB')) return `The file ${path} is not a database of busbar.`
  if (code.startsWith('SQLITE_CORRUPT')) {
    return `The database ${path} is damaged (${message}); restore it from a backup.`
  }
  if (code.startsWith('SQLITE_READONLY')) return `The database ${path} cannot be written.`
  if (code.startsWith('SQLITE_CANTOPEN')) return `The database ${path} cannot be opened.`
  return `The disk with ${path} failed (${code}).`
}
