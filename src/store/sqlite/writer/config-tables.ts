import {
  type CollectionName,
  type Expectation,
  type Key,
  RevisionConflict,
} from '../../config-store.ts'
import { COLLECTION_NAMES, forEachCollection, KEY_COLUMNS } from '../config/collections.ts'
import type { Db } from '../database/open-database.ts'
import type { Counters } from './counters.ts'
import type { ConfigRow } from './writer-requests.ts'

export type ConfigTables = {
  /** @returns the new revision. @throws RevisionConflict */
  put(collection: CollectionName, key: Key, doc: string, expect: Expectation): number
  /** @returns whether the key existed. @throws RevisionConflict */
  delete(collection: CollectionName, key: Key, expect: Expectation): boolean
  readAll(): Record<CollectionName, ConfigRow[]>
  clear(): void
}

export function createConfigTables(db: Db, counters: Counters): ConfigTables {
  const tables = forEachCollection((name) => createConfigTable(db, name))
  const revisionOf = (collection: CollectionName, key: Key, expect: Expectation) => {
    const found = tables[collection].revision.get(key)
    check(found, expect, `${collection} ${JSON.stringify(key)}`)
    return found
  }

  return {
    put(collection, key, doc, expect) {
      revisionOf(collection, key, expect)
      // Of all collections and never given back, so no revision ever comes twice.
      const revision = counters.add('revision', 1)
      tables[collection].upsert.run(...key, revision, doc)
      return revision
    },
    delete(collection, key, expect) {
      if (revisionOf(collection, key, expect) === undefined) return false
      tables[collection].delete.run(key)
      return true
    },
    readAll: () => forEachCollection((name) => tables[name].readAll()),
    clear() {
      for (const name of COLLECTION_NAMES) tables[name].clear.run()
    },
  }
}

function check(found: number | undefined, expect: Expectation, name: string): void {
  if (expect === 'any') return
  if (expect === 'absent') {
    if (found !== undefined) throw new RevisionConflict(`${name} exists already.`)
    return
  }
  if (found === undefined) throw new RevisionConflict(`${name} does not exist.`)
  if (String(found) !== expect.revision) {
    throw new RevisionConflict(`${name} has changed since revision ${expect.revision}.`)
  }
}

function createConfigTable(db: Db, table: CollectionName) {
  const columns: readonly string[] = KEY_COLUMNS[table]
  const key = columns.join(', ')
  const where = columns.map((column) => `${column} = ?`).join(' and ')
  const slots = columns.map(() => '?').join(', ')
  const all = db
    .prepare<[], (string | number)[]>(`select ${key}, revision, doc from ${table} order by ${key}`)
    .raw()

  return {
    revision: db.prepare<[Key], number>(`select revision from ${table} where ${where}`).pluck(),
    upsert: db.prepare(`
      insert into ${table} (${key}, revision, doc) values (${slots}, ?, ?)
      on conflict (${key}) do update set revision = excluded.revision, doc = excluded.doc`),
    delete: db.prepare<[Key]>(`delete from ${table} where ${where}`),
    clear: db.prepare(`delete from ${table}`),
    readAll: () =>
      all.all().map((row): ConfigRow => {
        const [revision, doc] = row.slice(columns.length)
        return [row.slice(0, columns.length), Number(revision), String(doc)]
      }),
  }
}
