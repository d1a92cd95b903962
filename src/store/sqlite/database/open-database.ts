import Database from 'better-sqlite3'

export type Db = Database.Database

/**
 * `full`: a commit is on the disk when it returns. `normal`: a power cut may take the last commits,
 * never the rest. `off`: for data that does not outlive the process.
 */
export type Durability = 'full' | 'normal' | 'off'

/** Opens or creates a database that others may read while it is written. */
export function openDatabase(path: string, durability: Durability): Db {
  const db = new Database(path)
  try {
    // Reads the header, so that a file that is no database is refused here.
    db.pragma('journal_mode = WAL')
    db.pragma('cell_size_check = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('foreign_keys = ON')
    db.pragma('cache_size = -16000')
    db.pragma('journal_size_limit = 67108864')
    setDurability(db, durability)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export function setDurability(db: Db, durability: Durability): void {
  db.pragma(`synchronous = ${durability}`)
}

/** A connection that sees what is committed and can change nothing. */
export function openForReading(path: string): Db {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  db.pragma('cell_size_check = ON')
  db.pragma('trusted_schema = OFF')
  return db
}
