import type { Db } from '../database/open-database.ts'
import { busKey, hashOf, type PackHeads } from '../event-pack.ts'
import { collect, SLICE_SIZE, sliceOf, toHashes } from '../event-slices.ts'
import { EventFilter, GENERATION_SLICES } from './event-filter.ts'

// 32 MiB of filters. Ids are recognised within the newest 16 million events; a log that holds more
// of them, because work is pending for an old one, does not recognise the rest.
const MOST_GENERATIONS = 256

/** Tells where an event may be by the hash of its id. */
export type EventIndex = {
  /** A pack begins here; what is added next is in it. */
  startPack(position: number): void
  /** @param buses - of the events, as they appear in heads. */
  add(hashes: readonly number[], position: number, buses: readonly string[]): void
  /** Where events with this hash are or were; those of the newest pack come last. */
  positionsOf(hash: number): number[]
  /** Forgets the slice of a pack that was removed, if no other pack is left in it. */
  dropIfEmpty(position: number): void
  clear(): void
}

/** Takes over what the database holds, and completes it. */
export function createEventIndex(db: Db): EventIndex {
  const save = db.prepare('replace into event_slices (slice, hashes) values (?, ?)')
  const saveBus = db.prepare(`
    insert into event_bus_slices (account, region, bus, slice) values (?, ?, ?, ?)
    on conflict do nothing`)
  const drop = db.prepare('delete from event_slices where slice = ?')
  const dropBuses = db.prepare('delete from event_bus_slices where slice = ?')
  const clear = db.prepare('delete from event_slices')
  const clearBuses = db.prepare('delete from event_bus_slices')
  const anyIn = db
    .prepare<[number, number]>('select 1 from event_packs where position between ? and ? limit 1')
    .pluck()
  const stored = db
    .prepare<[number, number], [number, Buffer]>(
      'select slice, hashes from event_slices where slice between ? and ?',
    )
    .raw()

  const filters = new Map<number, EventFilter>()
  let newest = new GrowingSlice(-1)

  const filterOf = (slice: number) => {
    const generation = generationOf(slice)
    const known = filters.get(generation)
    if (known !== undefined) return known
    const filter = new EventFilter()
    filters.set(generation, filter)
    const [oldest] = filters.keys()
    if (filters.size > MOST_GENERATIONS && oldest !== undefined) filters.delete(oldest)
    return filter
  }

  const dropIfEmpty = (position: number) => {
    const slice = sliceOf(position)
    const first = slice * SLICE_SIZE
    if (slice === newest.slice || anyIn.get(first, first + SLICE_SIZE - 1) !== undefined) return
    drop.run(slice)
    dropBuses.run(slice)
    const generation = generationOf(slice)
    if (generation === generationOf(newest.slice)) return
    const start = generation * GENERATION_SLICES * SLICE_SIZE
    const isEmpty = anyIn.get(start, start + GENERATION_SLICES * SLICE_SIZE - 1) === undefined
    if (isEmpty) filters.delete(generation)
  }

  const startPack = (position: number) => {
    const slice = sliceOf(position)
    if (slice === newest.slice) return
    const full = newest
    newest = new GrowingSlice(slice)
    if (full.slice < 0) return
    save.run(full.slice, full.toBytes())
    // All of it may have been pruned while it was filled.
    dropIfEmpty(full.slice * SLICE_SIZE)
  }

  const add = (hashes: readonly number[], position: number, buses: readonly string[]) => {
    const filter = filterOf(newest.slice)
    for (const [index, hash] of hashes.entries()) {
      newest.set(position + index, hash)
      filter.add(hash)
    }
    for (const bus of buses) {
      if (newest.buses.has(bus)) continue
      newest.buses.add(bus)
      saveBus.run(...(JSON.parse(`[${bus}]`) as string[]), newest.slice)
    }
  }

  const load = () => {
    for (const slice of readSlices(db)) {
      const [row] = stored.all(slice, slice)
      if (row === undefined) {
        // Of an older schema, or of a process that ended before the slice was full.
        for (const { position, heads } of readPacks(db, slice)) {
          startPack(position)
          addHeads(position, JSON.parse(heads))
        }
        continue
      }
      const filter = filterOf(slice)
      for (const hash of toHashes(row[1])) filter.add(hash)
    }
  }
  const addHeads = (first: number, heads: PackHeads) => {
    for (const [position, , events] of heads) {
      for (const [index, , , account, region, bus, id] of events) {
        add([hashOf(id)], first + position + index, [busKey({ account, region, bus })])
      }
    }
  }
  db.transaction(load)()

  return {
    startPack,
    add,

    positionsOf(hash) {
      const positions: number[] = []
      for (const [generation, filter] of filters) {
        if (!filter.mayContain(hash)) continue
        const first = generation * GENERATION_SLICES
        for (const [slice, bytes] of stored.all(first, first + GENERATION_SLICES - 1)) {
          collect(positions, slice, toHashes(bytes), hash)
        }
        if (generation !== generationOf(newest.slice)) continue
        collect(positions, newest.slice, newest.hashes, hash)
      }
      return positions
    },

    dropIfEmpty,

    clear() {
      clear.run()
      clearBuses.run()
      filters.clear()
      newest = new GrowingSlice(-1)
    },
  }
}

/** The slice that is being filled. */
class GrowingSlice {
  readonly slice: number
  readonly buses = new Set<string>()
  #hashes = new Uint32Array(SLICE_SIZE * 1.25)
  #length = 0

  constructor(slice: number) {
    this.slice = slice
  }

  get hashes(): Uint32Array {
    return this.#hashes.subarray(0, this.#length)
  }

  set(position: number, hash: number): void {
    const index = position - this.slice * SLICE_SIZE
    if (index >= this.#hashes.length) {
      const larger = new Uint32Array(index * 2)
      larger.set(this.#hashes)
      this.#hashes = larger
    }
    this.#hashes[index] = hash
    this.#length = index + 1
  }

  toBytes(): Buffer {
    const { buffer, byteOffset, byteLength } = this.hashes
    return Buffer.from(buffer, byteOffset, byteLength)
  }
}

function generationOf(slice: number): number {
  return Math.floor(slice / GENERATION_SLICES)
}

/** The slices that have packs, found by leaps over the rest. */
function readSlices(db: Db): number[] {
  const next = db
    .prepare<[number], number>(
      'select position from event_packs where position >= ? order by position limit 1',
    )
    .pluck()
  const slices: number[] = []
  let position = next.get(0)
  while (position !== undefined) {
    const slice = sliceOf(position)
    slices.push(slice)
    position = next.get((slice + 1) * SLICE_SIZE)
  }
  return slices
}

function readPacks(db: Db, slice: number): { position: number; heads: string }[] {
  return db
    .prepare<[number, number], { position: number; heads: string }>(
      'select position, heads from event_packs where position >= ? and position < ? order by position',
    )
    .all(slice * SLICE_SIZE, (slice + 1) * SLICE_SIZE)
}
