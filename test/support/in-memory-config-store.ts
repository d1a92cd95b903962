import {
  type Change,
  type CollectionName,
  type Collections,
  type ConfigStore,
  type Expectation,
  type Key,
  RevisionConflict,
  type Stored,
} from '../../src/store/config-store.ts'
import { referenceOf } from '../../src/store/references.ts'

type AnyDoc = Collections[CollectionName]
type AnyListener = (change: Change<AnyDoc>) => void
type Shelf = { readonly entries: Map<string, Stored<AnyDoc>>; readonly listeners: Set<AnyListener> }

/** A config store of its own for each test: nothing outlives it, everything else is as the port says. */
export function createInMemoryConfigStore(): ConfigStore {
  const shelves = new Map<CollectionName, Shelf>()
  let writes = 0

  const shelfOf = (collection: CollectionName): Shelf => {
    const shelf = shelves.get(collection) ?? { entries: new Map(), listeners: new Set() }
    shelves.set(collection, shelf)
    return shelf
  }
  const isNamed = (collection: CollectionName, key: Key): boolean =>
    [...shelves].some(([name, { entries }]) =>
      [...entries.values()].some((stored) => {
        const needs = referenceOf(name, stored.key, stored.doc)
        return needs?.collection === collection && idOf(needs.key) === idOf(key)
      }),
    )
  const tell = ({ listeners }: Shelf, change: Change<AnyDoc>) => {
    for (const listener of listeners) listener(change)
  }

  const store = {
    async get(collection: CollectionName, key: Key) {
      return shelfOf(collection).entries.get(idOf(key))
    },

    async put(collection: CollectionName, key: Key, doc: AnyDoc, expect: Expectation) {
      const shelf = shelfOf(collection)
      check(shelf.entries.get(idOf(key)), expect)
      const needs = referenceOf(collection, key, doc)
      if (needs && !shelfOf(needs.collection).entries.has(idOf(needs.key))) {
        throw new RevisionConflict('What the document names does not exist.')
      }
      writes += 1
      // A copy, so that nobody changes what is stored by changing what they hold.
      const stored = { key: [...key], revision: `r${writes}`, doc: structuredClone(doc) }
      shelf.entries.set(idOf(key), stored)
      tell(shelf, { type: 'put', stored })
      return stored
    },

    async delete(collection: CollectionName, key: Key, expect: Expectation) {
      const shelf = shelfOf(collection)
      const stored = shelf.entries.get(idOf(key))
      if (stored === undefined && expect === 'any') return false
      check(stored, expect)
      if (isNamed(collection, key)) throw new RevisionConflict('The document is in use.')
      shelf.entries.delete(idOf(key))
      tell(shelf, { type: 'delete', key })
      return true
    },

    async list(
      collection: CollectionName,
      prefix: Key,
      options: { after?: Key; limit: number; nameStartsWith?: string },
    ) {
      const { after, limit, nameStartsWith = '' } = options
      const found = [...shelfOf(collection).entries.values()]
        .filter(({ key }) => prefix.every((part, at) => key[at] === part))
        .filter(({ key }) => String(key.at(-1)).startsWith(nameStartsWith))
        .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
        .sort((one, other) => compareKeys(one.key, other.key))
      const items = found.slice(0, limit)
      const next = found.length > limit ? items.at(-1)?.key : undefined
      return { items, ...(next && { next }) }
    },

    watch(collection: CollectionName, listener: AnyListener) {
      const shelf = shelfOf(collection)
      for (const stored of shelf.entries.values()) listener({ type: 'put', stored })
      shelf.listeners.add(listener)
      return () => {
        shelf.listeners.delete(listener)
      }
    },
  }
  // Each shelf holds the documents of its own collection only: `put` has the port's type outside.
  return store as unknown as ConfigStore
}

function check(stored: Stored<AnyDoc> | undefined, expect: Expectation): void {
  if (expect === 'any') return
  const holds = expect === 'absent' ? stored === undefined : stored?.revision === expect.revision
  if (!holds) throw new RevisionConflict('The document was changed meanwhile.')
}

function idOf(key: Key): string {
  return JSON.stringify(key)
}

function compareKeys(one: Key, other: Key): number {
  for (const [at, part] of one.entries()) {
    const against = other[at]
    if (against === undefined) return 1
    if (part !== against) return compareParts(part, against)
  }
  return one.length - other.length
}

function compareParts(one: string | number, other: string | number): number {
  if (typeof one !== typeof other) return typeof one === 'number' ? -1 : 1
  return one < other ? -1 : 1
}
