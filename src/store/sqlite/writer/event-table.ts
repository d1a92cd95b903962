import type { Db } from '../database/open-database.ts'
import {
  busKey,
  type EventHead,
  type EventPack,
  eventKey,
  hashOf,
  keyOfHead,
} from '../event-pack.ts'
import type { Texts } from '../text-room.ts'
import type { Counters } from './counters.ts'
import { createEventIndex } from './event-index.ts'
import { createEventSearch, type EventSearch } from './event-search.ts'
import { createPackPruning } from './pack-pruning.ts'
import type { PruneStep, WriterRequest } from './writer-requests.ts'

/** What has been appended: the position of each event; `undefined` when the log held it already. */
export type Positions = (index: number) => number | undefined

export type EventTable = {
  /** Adds events to the pack that is being filled; it is written by `flush`. */
  append(pack: EventPack): { positions: Positions; duplicates: readonly number[] }
  positionOf(account: string, region: string, bus: string, id: string): number | undefined
  /** Writes what was appended as one row; part of the transaction that is open. */
  flush(): void
  prune(request: Extract<WriterRequest, { op: 'prune' }>): PruneStep
  /** Removes old events while the log is larger than it may be: about twice what was appended last. */
  makeRoom(maxBytes: number): void
  clear(): void
  /** Goes back to what the database holds, after a transaction has failed. */
  reload(): void
}

export type OpenPack = {
  readonly first: number
  last: number
  acceptedAt: number
  /** Of all texts, with what is between them. */
  size: number
  bytes: number
  readonly heads: string[]
  /** Of each request, a line break behind each event. */
  readonly texts: Uint8Array[]
}

/** @param sharedTexts - the memory that this thread and the main thread share. */
export function createEventTable(
  db: Db,
  counters: Counters,
  sharedTexts: SharedArrayBuffer,
): EventTable {
  const shared = new Uint8Array(sharedTexts)
  let index = createEventIndex(db)
  let open: OpenPack | undefined
  let appended = 0
  const pruning = createPackPruning(db, counters, (position) => index.dropIfEmpty(position))
  const insert = db.prepare(`
    insert into event_packs (position, last_position, accepted_at, bytes, heads, texts)
    values (?, ?, ?, ?, ?, cast(? as text))`)
  const clear = db.prepare('delete from event_packs')

  const openPack = (): OpenPack => {
    const first = counters.get('position') + 1
    index.startPack(first)
    return { first, last: 0, acceptedAt: 0, size: 0, bytes: 0, heads: [], texts: [] }
  }

  const search = createEventSearch(db, (position) =>
    open !== undefined && position >= open.first ? open : undefined,
  )

  /** Where the event is; `key` is how its bus and id appear in heads. */
  const locate = (hash: number, key: string, find: EventSearch): number | undefined => {
    for (const position of index.positionsOf(hash)) {
      const found = find(position, key)
      if (found !== undefined) return found
    }
    return undefined
  }

  const bytesOf = (texts: Texts): Uint8Array =>
    texts instanceof Uint8Array ? texts : shared.subarray(texts[0], texts[1])

  const add = ([heads, texts, size, hashes, acceptedAt, buses]: EventPack): number => {
    open ??= openPack()
    const first = counters.get('position') + 1
    open.heads.push(`[${first - open.first},${open.size},[${heads}]]`)
    open.texts.push(bytesOf(texts))
    open.size += size
    open.bytes += size - hashes.length
    open.last = counters.add('position', hashes.length)
    open.acceptedAt = Math.max(open.acceptedAt, acceptedAt)
    index.add(hashes, first, buses)
    counters.add('event_bytes', size - hashes.length)
    return first
  }

  /** The events of a request that the log has already, or that the request has twice. */
  const duplicatesIn = ([heads, , , hashes]: EventPack): number[] => {
    let keys: readonly string[] | undefined
    let find: EventSearch | undefined
    const duplicates: number[] = []
    for (const [at, hash] of hashes.entries()) {
      const isRepeated = hashes.indexOf(hash) < at
      if (!isRepeated && index.positionsOf(hash).length === 0) continue
      find ??= search()
      keys ??= (JSON.parse(`[${heads}]`) as EventHead[]).map(keyOfHead)
      const key = keys[at] ?? ''
      if (keys.indexOf(key) < at || locate(hash, key, find) !== undefined) duplicates.push(at)
    }
    return duplicates
  }

  return {
    append(pack) {
      const duplicates = duplicatesIn(pack)
      const [, , , hashes] = pack
      if (duplicates.length === 0) {
        const first = hashes.length === 0 ? 0 : add(pack)
        return { positions: (at) => first + at, duplicates }
      }
      const fresh = hashes.map((_, at) => at).filter((at) => !duplicates.includes(at))
      const first = fresh.length === 0 ? 0 : add(only(pack, bytesOf(pack[1]), fresh))
      const positions: Positions = (at) => {
        const place = fresh.indexOf(at)
        return place < 0 ? undefined : first + place
      }
      return { positions, duplicates }
    },

    positionOf: (account, region, bus, id) =>
      locate(hashOf(id), eventKey({ account, region, bus, id }), search()),

    flush() {
      if (open === undefined) return
      appended += open.bytes
      const { first, last, acceptedAt, bytes, heads, texts } = open
      insert.run(first, last, acceptedAt, bytes, `[${heads.join()}]`, joined(texts))
      open = undefined
    },

    prune: (request) => pruning.prune(request),
    makeRoom(maxBytes) {
      pruning.makeRoom(maxBytes, appended)
      appended = 0
    },

    clear() {
      open = undefined
      clear.run()
      index.clear()
      pruning.reset()
      counters.add('event_bytes', -counters.get('event_bytes'))
    },

    reload() {
      open = undefined
      index = createEventIndex(db)
      pruning.reset()
    },
  }
}

/** All texts, without the last line break. What was written side by side is not copied. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(1)] = parts
  let end = first.byteOffset
  for (const { buffer, byteOffset, length } of parts) {
    if (buffer !== first.buffer || byteOffset !== end) return Buffer.concat(parts).subarray(0, -1)
    end += length
  }
  return new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset - 1)
}

/** The same request with some of its events only. */
function only(pack: EventPack, texts: Uint8Array, kept: readonly number[]): EventPack {
  const [heads, , , hashes, acceptedAt] = pack
  const all: EventHead[] = JSON.parse(`[${heads}]`)
  const parts: Uint8Array[] = []
  let byte = 0
  const chosen = kept.flatMap((at, index): EventHead[] => {
    const head = all[at]
    if (head === undefined) return []
    const [, start, length, ...rest] = head
    // With the line break behind it.
    parts.push(texts.subarray(start, start + length + 1))
    const moved: EventHead = [index, byte, length, ...rest]
    byte += length + 1
    return [moved]
  })
  const buses = new Set(
    chosen.map(([, , , account, region, bus]) => busKey({ account, region, bus })),
  )
  return [
    chosen.map((head) => JSON.stringify(head)).join(),
    Buffer.concat(parts),
    byte,
    kept.map((at) => hashes[at] ?? 0),
    acceptedAt,
    [...buses],
  ]
}
