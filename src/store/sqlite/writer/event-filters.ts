import type { Db } from '../database/open-database.ts'
import { type Digest, digestOf, EventFilter, GENERATION_SIZE } from './event-filter.ts'

// 32 MiB of filters. Ids are recognised within the newest 16 million events; a log that holds more
// of them, because work is pending for an old one, does not recognise the rest.
const MOST_GENERATIONS = 256

/** The filters of the generations of the log. A generation is the position divided by its size. */
export type EventFilters = {
  add(position: number, digest: Digest): void
  /** The generations that may hold the event, oldest first. */
  generationsOf(digest: Digest): readonly number[]
  /** Forgets the generation of this position if none of its events is left. */
  dropIfEmpty(position: number): void
  clear(): void
}

export function createEventFilters(db: Db): EventFilters {
  const save = db.prepare('replace into event_filters (generation, bits) values (?, ?)')
  const drop = db.prepare('delete from event_filters where generation = ?')
  const clear = db.prepare('delete from event_filters')
  const anyIn = db
    .prepare<[number, number]>('select 1 from events where position >= ? and position < ? limit 1')
    .pluck()
  const filters = loadFilters(db)
  let newest = Math.max(0, ...filters.keys())

  const forget = (generation: number) => {
    filters.delete(generation)
    drop.run(generation)
  }
  const start = (generation: number) => {
    // Lost if this transaction fails; then the next start makes it from the events.
    const complete = filters.get(newest)
    if (complete !== undefined) save.run(newest, complete.toBytes())
    newest = generation
    const [oldest] = filters.keys()
    if (filters.size >= MOST_GENERATIONS && oldest !== undefined) forget(oldest)
  }

  return {
    add(position, digest) {
      const generation = generationOf(position)
      if (generation > newest) start(generation)
      const filter = filters.get(generation) ?? new EventFilter()
      filters.set(generation, filter)
      filter.add(digest)
    },

    generationsOf(digest) {
      const found: number[] = []
      for (const [generation, filter] of filters) {
        if (filter.mayContain(digest)) found.push(generation)
      }
      return found
    },

    dropIfEmpty(position) {
      const generation = generationOf(position)
      if (generation === newest || !filters.has(generation)) return
      const from = generation * GENERATION_SIZE
      if (anyIn.get(from, from + GENERATION_SIZE) === undefined) forget(generation)
    },

    clear() {
      filters.clear()
      clear.run()
    },
  }
}

function generationOf(position: number): number {
  return Math.floor(position / GENERATION_SIZE)
}

function loadFilters(db: Db): Map<number, EventFilter> {
  const stored = db
    .prepare<[number], Buffer>('select bits from event_filters where generation = ?')
    .pluck()
  const generations = readGenerations(db).slice(-MOST_GENERATIONS)
  const newest = generations.at(-1)

  return new Map(
    generations.map((generation) => {
      // The newest is still growing: what the table may hold of it is old.
      const bits = generation === newest ? undefined : stored.get(generation)
      const filter = bits === undefined ? readFilter(db, generation) : EventFilter.fromBytes(bits)
      return [generation, filter]
    }),
  )
}

/** The generations that have events, found by leaps over the rest. */
function readGenerations(db: Db): number[] {
  const next = db
    .prepare<[number], number>(
      'select position from events where position >= ? order by position limit 1',
    )
    .pluck()
  const generations: number[] = []
  let position = next.get(0)
  while (position !== undefined) {
    const generation = generationOf(position)
    generations.push(generation)
    position = next.get((generation + 1) * GENERATION_SIZE)
  }
  return generations
}

function readFilter(db: Db, generation: number): EventFilter {
  const filter = new EventFilter()
  const ids = db
    .prepare<[number, number], [string, string]>(
      'select id, bus from events where slice >= ? >> 12 and slice < ? >> 12',
    )
    .raw()
  const from = generation * GENERATION_SIZE
  for (const [id, bus] of ids.iterate(from, from + GENERATION_SIZE)) {
    filter.add(digestOf(id, bus))
  }
  return filter
}
