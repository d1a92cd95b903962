import {
  type CollectionName,
  type Expectation,
  type Key,
  RevisionConflict,
} from '../../config-store.ts'
import { COLLECTION_NAMES, forEachCollection, KEY_COLUMNS } from '../config/collections.ts'
import type { Db } from '../database/open-database.ts'
import type { Counters } from './counters.ts'
import type { ConfigRow, WriterRequest } from './writer-requests.ts'

type Put = Extract<WriterRequest, { op: 'put' }>

export type ConfigTables = {
  /** @returns the new revision. @throws RevisionConflict */
  put(request: Put): number
  /** @returns whether the key existed. @throws RevisionConflict */
  delete(collection: CollectionName, key: Key, expect: Expectation): boolean
  readAll(): Record<CollectionName, ConfigRow[]>
  clear(): void
}

/** Finds a document that names the one with this key. */
const REFERRERS: Partial<Record<CollectionName, string>> = {
  code_signing_configs:
    'select 1 from functions where account = ? and region = ? and code_signing_config = ?',
}

export function createConfigTables(db: Db, counters: Counters): ConfigTables {
  const tables = forEachCollection((name) => createConfigTable(db, name))
  const revisionOf = (collection: CollectionName, key: Key, expect: Expectation) => {
    const found = tables[collection].revision.get(key)
    check(found, expect, nameOf(collection, key))
    return found
  }

  return {
    put({ collection, key, doc, expect, needs }) {
      revisionOf(collection, key, expect)
      if (needs && tables[needs.collection].revision.get(needs.key) === undefined) {
        throw new RevisionConflict(`${nameOf(needs.collection, needs.key)} does not exist.`)
      }
      // Of all collections and never given back, so no revision ever comes twice.
      const revision = counters.add('revision', 1)
      tables[collection].upsert.run(...key, revision, doc)
      return revision
    },
    delete(collection, key, expect) {
      if (revisionOf(collection, key, expect) === undefined) return false
      if (tables[collection].referrer?.get(key) !== undefined) {
        throw new RevisionConflict(`${nameOf(collection, key)} is in use.`)
      }
      tables[collection].delete.run(key)
      return true
    },
    readAll: () => forEachCollection((name) => tables[name].readAll()),
    clear() {
      for (const name of COLLECTION_NAMES) tables[name].clear.run()
    },
  }
}

function nameOf(collection: CollectionName, key: Key): string {
  return `${collection} ${JSON.stringify(key)}`
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
  const referrer = REFERRERS[table]
  const all = db
    .prepare<[], (string | number)[]>(`select ${key}, revision, doc from ${table} order by ${key}`)
    .raw()

  return {
    referrer: referrer === undefined ? undefined : db.prepare<[Key]>(referrer),
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
