import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Db } from './open-database.ts'

type Migration = {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}
type Applied = Omit<Migration, 'sql'>

/**
 * Brings a database to the newest schema, each migration in a transaction of its own.
 *
 * @throws StoreUnavailable when what was applied is not what the directory holds: somebody edited or
 *   removed a migration, or a newer busbar has written the database.
 */
export function migrate(db: Db, directory: string): void {
  db.exec(`
    create table if not exists migrations (
      number integer primary key,
      name text not null,
      checksum text not null
    ) strict`)
  const record = db.prepare('insert into migrations (number, name, checksum) values (?, ?, ?)')
  const apply = db.transaction((migration: Migration) => {
    db.exec(migration.sql)
    record.run(migration.number, migration.name, migration.checksum)
  })

  const migrations = readMigrations(directory)
  const applied = db
    .prepare<[], Applied>('select number, name, checksum from migrations order by number')
    .all()
  for (const one of applied) compare(db, one, migrations[one.number - 1])
  for (const migration of migrations.slice(applied.length)) apply.immediate(migration)
}

function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'))
  return files.sort().map((file, index) => {
    const number = Number(file.slice(0, 6))
    if (!/^\d{6}_[a-z0-9_]+\.sql$/.test(file) || number !== index + 1) {
      throw new StoreUnavailable(
        `The migration ${join(directory, file)} is out of sequence: number ${index + 1} is expected here.`,
      )
    }
    const sql = readFileSync(join(directory, file), 'utf8')
    const checksum = createHash('sha256').update(sql).digest('hex')
    return { number, name: file.slice(7, -4), sql, checksum }
  })
}

function compare(db: Db, applied: Applied, migration: Migration | undefined): void {
  const name = `${applied.number} (${applied.name})`
  if (migration === undefined) {
    throw new StoreUnavailable(
      `The database ${db.name} has migration ${name}, which this busbar does not know: a newer version has written it.`,
    )
  }
  if (migration.checksum !== applied.checksum || migration.name !== applied.name) {
    throw new StoreUnavailable(
      `The migration ${name} was edited after it had been applied to ${db.name}.`,
    )
  }
}
