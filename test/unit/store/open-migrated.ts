import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from '../../../src/store/sqlite/database/migrate.ts'
import { type Db, openDatabase } from '../../../src/store/sqlite/database/open-database.ts'

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** An empty database of busbar in a directory of its own. */
export function openMigrated(): { readonly db: Db; [Symbol.dispose](): void } {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const db = openDatabase(join(directory, 'busbar.db'), 'off')
  migrate(db, MIGRATIONS)
  return {
    db,
    [Symbol.dispose]() {
      db.close()
      rmSync(directory, { recursive: true })
    },
  }
}
