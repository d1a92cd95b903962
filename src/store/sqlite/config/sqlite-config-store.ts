import type { Logger } from '../../../platform/logger.ts'
import type { CollectionName, Collections, ConfigStore, Key, Stored } from '../../config-store.ts'
import { referenceOf } from '../../references.ts'
import type { WriterClient } from '../writer/writer-client.ts'
import type { ConfigRow } from '../writer/writer-requests.ts'
import { CollectionMirror } from './collection-mirror.ts'
import { COLLECTION_NAMES, KEY_COLUMNS } from './collections.ts'

type Mirrors = { readonly [C in CollectionName]: CollectionMirror<Collections[C]> }

export type SqliteConfigStore = ConfigStore & {
  /** Forgets everything and tells the watchers. */
  clear(): void
}

/**
 * Serves reads from memory. A write goes to the writer thread; once it is durable, the mirror and its
 * watchers follow in the order of the commits.
 */
export function createSqliteConfigStore(
  writer: WriterClient,
  rows: Readonly<Record<CollectionName, readonly ConfigRow[]>>,
  logger: Logger,
): SqliteConfigStore {
  const load = <C extends CollectionName>(name: C) =>
    new CollectionMirror<Collections[C]>(
      KEY_COLUMNS[name].length,
      rows[name].map((row) => toStored<Collections[C]>(row)),
      logger,
    )
  const mirrors: Mirrors = {
    event_buses: load('event_buses'),
    rules: load('rules'),
    functions: load('functions'),
    function_versions: load('function_versions'),
    version_counters: load('version_counters'),
    code_signing_configs: load('code_signing_configs'),
    layers: load('layers'),
    schedule_cursors: load('schedule_cursors'),
  }

  return {
    async get(collection, key) {
      return mirrors[collection].get(key)
    },

    async put(collection, key, doc, expect) {
      const text = JSON.stringify(doc)
      const own = [...key]
      const needs = referenceOf(collection, own, doc)
      const request = { op: 'put', collection, key: own, doc: text, expect, needs } as const
      return writer.request(request, (revision) => {
        // What a restart would read, not the caller's object.
        const stored = toStored<typeof doc>([own, revision, text])
        mirrors[collection].put(stored)
        return stored
      })
    },

    async delete(collection, key, expect) {
      const own = [...key]
      return writer.request({ op: 'delete', collection, key: own, expect }, (existed) => {
        if (existed) mirrors[collection].delete(own)
        return existed
      })
    },

    async list(collection, prefix, options) {
      return mirrors[collection].list(prefix, options)
    },

    watch: (collection, listener) => mirrors[collection].watch(listener),

    clear() {
      for (const name of COLLECTION_NAMES) mirrors[name].clear()
    },
  }
}

function toStored<Doc>([key, revision, text]: readonly [Key, number, string]): Stored<Doc> {
  const doc: Doc = JSON.parse(text)
  return { key, revision: String(revision), doc }
}
