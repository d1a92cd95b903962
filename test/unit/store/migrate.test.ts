import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../../src/store/sqlite/database/migrate.ts'
import { type Db, openDatabase } from '../../../src/store/sqlite/database/open-database.ts'
import { StoreUnavailable } from '../../../src/store/sqlite/store-unavailable.ts'

let directory: string
let db: Db
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  db = openDatabase(join(directory, 'test.db'), 'off')
  write('000001_first.sql', 'create table first (a)')
  write('000002_second.sql', 'create table second (b)')
})
afterEach(() => {
  db.close()
  rmSync(directory, { recursive: true })
})

const write = (file: string, sql: string) => writeFileSync(join(directory, file), sql)
const tables = () =>
  db.prepare("select name from sqlite_schema where type = 'table' order by rowid").pluck().all()

describe('migrating', () => {
  it('applies what is new, in order, once', () => {
    migrate(db, directory)
    migrate(db, directory)
    write('000003_third.sql', 'create table third as select * from second')
    migrate(db, directory)
    expect(tables()).toEqual(['migrations', 'first', 'second', 'third'])
  })

  it('leaves nothing of a migration that fails, and all of those before it', () => {
    write('000003_third.sql', 'create table third (c); create table first (a)')
    expect(() => migrate(db, directory)).toThrow('already exists')
    expect(tables()).toEqual(['migrations', 'first', 'second'])
    write('000003_third.sql', 'create table third (c)')
    migrate(db, directory)
    expect(tables()).toContain('third')
  })

  it.each<[string, () => void, string]>([
    [
      'was edited',
      () => write('000001_first.sql', 'create table first (a, b)'),
      'The migration 1 (first) was edited after it had been applied to',
    ],
    [
      'was renamed',
      () => renameSync(join(directory, '000002_second.sql'), join(directory, '000002_other.sql')),
      'The migration 2 (second) was edited after',
    ],
    [
      'is gone',
      () => rmSync(join(directory, '000002_second.sql')),
      'has migration 2 (second), which this busbar does not know: a newer version has written it.',
    ],
    [
      'is missing among the others',
      () => rmSync(join(directory, '000001_first.sql')),
      '000002_second.sql is out of sequence: number 1 is expected here.',
    ],
    [
      'has a number that is taken',
      () => write('000002_again.sql', 'select 1'),
      '000002_second.sql is out of sequence: number 3 is expected here.',
    ],
    [
      'has a name of another form',
      () => write('third.sql', 'select 1'),
      'third.sql is out of sequence: number 3 is expected here.',
    ],
  ])('refuses to start when a migration %s', (_what, change, sentence) => {
    migrate(db, directory)
    change()
    expect(() => migrate(db, directory)).toThrow(StoreUnavailable)
    expect(() => migrate(db, directory)).toThrow(sentence)
  })
})
