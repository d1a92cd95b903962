import type { Logger } from '../../../platform/logger.ts'
import type { Change, Key, ListOptions, Page, Stored } from '../../config-store.ts'
import { compareKeys } from './compare-keys.ts'

type Listener<Doc> = (change: Change<Doc>) => void

/**
 * All documents of one collection, in key order, and those who watch it. A sorted array: 100,000
 * documents cost 17 comparisons to find, and some microseconds to make room for a new one.
 */
export class CollectionMirror<Doc> {
  readonly #listeners = new Set<Listener<Doc>>()
  readonly #keyLength: number
  readonly #logger: Logger
  #sorted: Stored<Doc>[]

  /** @param stored - what the database holds, in any order. */
  constructor(keyLength: number, stored: readonly Stored<Doc>[], logger: Logger) {
    this.#keyLength = keyLength
    this.#logger = logger
    // SQLite orders text by its UTF-8 bytes, JavaScript by UTF-16 code units.
    this.#sorted = stored.toSorted((a, b) => compareKeys(a.key, b.key))
  }

  get(key: Key): Stored<Doc> | undefined {
    const found = this.#sorted[this.#placeOf(key)]
    return found !== undefined && compareKeys(found.key, key) === 0 ? found : undefined
  }

  put(stored: Stored<Doc>): void {
    const replaced = this.get(stored.key) === undefined ? 0 : 1
    this.#sorted.splice(this.#placeOf(stored.key), replaced, stored)
    this.#tell({ type: 'put', stored })
  }

  delete(key: Key): void {
    if (this.get(key) === undefined) return
    this.#sorted.splice(this.#placeOf(key), 1)
    this.#tell({ type: 'delete', key })
  }

  clear(): void {
    const gone = this.#sorted
    this.#sorted = []
    for (const { key } of gone) this.#tell({ type: 'delete', key })
  }

  list(prefix: Key, { after, limit, nameStartsWith = '' }: ListOptions): Page<Doc> {
    // Names with one start are neighbours only below one parent; elsewhere they are filtered.
    const areNeighbours = prefix.length === this.#keyLength - 1 && nameStartsWith !== ''
    const items: Stored<Doc>[] = []
    let place = this.#startOf(areNeighbours ? [...prefix, nameStartsWith] : prefix, after)
    for (; place < this.#sorted.length; place += 1) {
      const stored = this.#sorted[place]
      if (stored === undefined || !beginsWith(stored.key, prefix)) break
      if (isNamed(stored.key, nameStartsWith)) {
        if (items.length === limit) return { items, ...nextAfter(items) }
        items.push(stored)
      } else if (areNeighbours) break
    }
    return { items }
  }

  watch(listener: Listener<Doc>): () => void {
    const own: Listener<Doc> = (change) => listener(change)
    for (const stored of [...this.#sorted]) own({ type: 'put', stored })
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  #tell(change: Change<Doc>): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(change)
      } catch (error) {
        // The change is durable: neither its writer nor the other watchers may suffer from one.
        this.#logger.error('A watcher of the configuration failed.', { error })
      }
    }
  }

  #startOf(first: Key, after: Key | undefined): number {
    const start = this.#placeOf(first)
    if (after === undefined) return start
    const place = this.#placeOf(after)
    const found = this.#sorted[place]
    const isThere = found !== undefined && compareKeys(found.key, after) === 0
    return Math.max(start, isThere ? place + 1 : place)
  }

  /** The place of the key, or the one where it would be. */
  #placeOf(key: Key): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const found = this.#sorted[middle]
      if (found !== undefined && compareKeys(found.key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

function beginsWith(key: Key, prefix: Key): boolean {
  return prefix.every((part, i) => key[i] === part)
}

function isNamed(key: Key, start: string): boolean {
  return String(key.at(-1)).startsWith(start)
}

function nextAfter(items: readonly Stored<unknown>[]): { next?: Key } {
  const last = items.at(-1)
  return last === undefined ? {} : { next: last.key }
}
