import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * The reference of what has to be durable: a transaction with one row of the size of an event, committed as the
 * server commits, with nothing in between.
 */
export function openGroupCommits(directory: string) {
  const db = new Database(join(directory, 'reference.db'))
  db.pragma('journal_mode = wal')
  db.pragma('synchronous = full')
  db.exec('create table rows (number integer primary key, text text)')
  const insert = db.prepare('insert into rows (text) values (?)')
  const text = 'x'.repeat(500)
  return {
    commit: () => void insert.run(text),
    close: () => void db.close(),
  }
}
