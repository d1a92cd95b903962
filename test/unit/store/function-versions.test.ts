import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { migrate } from '../../../src/store/sqlite/database/migrate.ts'
import { openDatabase } from '../../../src/store/sqlite/database/open-database.ts'

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

it('functions of an older database get versions and aliases, which people can look at', () => {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const db = openDatabase(join(directory, 'busbar.db'), 'off')
  try {
    const older = join(directory, 'migrations')
    for (const file of readdirSync(MIGRATIONS).filter((name) => /^00000\d_/.test(name))) {
      cpSync(join(MIGRATIONS, file), join(older, file))
    }
    migrate(db, older)
    const put = db.prepare(`insert into functions values ('1', 'r', 'f', 7, ?)`)
    put.run('{"latest":{"runtime":"nodejs22.x"},"policies":{}}')

    migrate(db, MIGRATIONS)
    expect(db.prepare('select doc from functions').pluck().get()).toBe(
      '{"latest":{"runtime":"nodejs22.x"},"policies":{},"versions":{},"aliases":[]}',
    )
    const alias = { name: 'live', version: '1', routing: { version: '2', weight: 0.1 } }
    db.prepare(`update functions set doc = json_set(doc, '$.aliases[0]', json(?))`).run(
      JSON.stringify(alias),
    )
    expect(db.prepare('select * from aliases').get()).toEqual({
      account: '1',
      region: 'r',
      function: 'f',
      alias: 'live',
      version: '1',
      additional_version: '2',
      additional_weight: 0.1,
      description: null,
    })
  } finally {
    db.close()
    rmSync(directory, { recursive: true })
  }
})
