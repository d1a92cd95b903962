import type { Db } from '../database/open-database.ts'
import type { AttemptRow } from './writer-requests.ts'

export type AttemptTable = {
  append(attempts: readonly FinishedAttempt[]): void
  clear(): void
}

export type FinishedAttempt = readonly [
  workId: string,
  eventPosition: number | null,
  ...attempt: AttemptRow,
]

const ROWS_AT_ONCE = 16

export function createAttemptTable(db: Db): AttemptTable {
  const insertOne = insertRows(db, 1)
  const insertSome = insertRows(db, ROWS_AT_ONCE)
  const clear = db.prepare('delete from attempts')
  return {
    append(attempts) {
      let at = 0
      for (; at + ROWS_AT_ONCE <= attempts.length; at += ROWS_AT_ONCE) {
        insertSome.run(attempts.slice(at, at + ROWS_AT_ONCE).flat())
      }
      for (; at < attempts.length; at += 1) insertOne.run(attempts[at])
    },
    clear: () => {
      clear.run()
    },
  }
}

function insertRows(db: Db, count: number) {
  const rows = Array.from({ length: count }, () => '(?, ?, ?, ?, ?, ?, ?, ?, ?)')
  return db.prepare(`
    insert into attempts (work_id, event_position, attempt, started_at, ended_at, outcome,
                          error_code, error_message, ended)
    values ${rows.join(', ')}`)
}
