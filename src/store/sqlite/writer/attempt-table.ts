import type { Db } from '../database/open-database.ts'
import type { AttemptRow } from './writer-requests.ts'

export type AttemptTable = {
  append(workId: string, eventPosition: number | null, attempt: AttemptRow): void
  clear(): void
}

export function createAttemptTable(db: Db): AttemptTable {
  const insert = db.prepare(`
    insert into attempts (work_id, event_position, attempt, started_at, ended_at, outcome,
                          error_code, error_message, ended)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const clear = db.prepare('delete from attempts')
  return {
    append: (workId, eventPosition, attempt) => {
      insert.run(workId, eventPosition, ...attempt)
    },
    clear: () => {
      clear.run()
    },
  }
}
