import type { Scope } from '../../../domain/scope.ts'
import type { EventLog, LoggedEvent } from '../../event-log.ts'
import type { Db } from '../database/open-database.ts'
import { busKey, hashOf } from '../event-pack.ts'
import { collect, SLICE_SIZE, toHashes } from '../event-slices.ts'
import { createPackReader, type PackReader, type PlacedEvent } from './pack-reader.ts'

type ReadOptions = Parameters<EventLog['read']>[0]

export type EventReader = {
  find(id: string, at: string | null): LoggedEvent[]
  read(options: ReadOptions): Awaited<ReturnType<EventLog['read']>>
}

export function createEventReader(db: Db): EventReader {
  const packs = createPackReader(db)
  const search = createIdSearch(db)
  const bounds = createTimeSearch(packs)
  const slicesOf = createBusSearch(db)

  return {
    find(id, at) {
      if (at !== null) {
        const event = packs.eventAt(Number(at))
        return event?.id === id ? [event] : []
      }
      const firsts = new Set(search(id).map((place) => packs.firstBefore(place)))
      const found = [...firsts].flatMap((first) => packs.eventsOf(first))
      return found.filter(({ event }) => event.id === id).map(({ event }) => event)
    },

    read(options) {
      const isForward = options.order === 'oldest-first'
      const place =
        typeof options.after === 'object' ? bounds(options.after, isForward) : options.after
      const start = isForward ? 0 : Number.MAX_SAFE_INTEGER
      const after = place === undefined ? start : Number(place)

      const found: PlacedEvent[] = []
      for (const event of eventsFrom(after, isForward, options)) {
        found.push(event)
        if (found.length > options.limit) break
      }
      const page = found.slice(0, options.limit)
      const last = page.at(-1)
      const hasMore = found.length > page.length && last !== undefined
      return {
        events: page.map(({ event }) => event),
        ...(hasMore ? { next: String(last.position) } : {}),
      }
    },
  }

  function* eventsFrom(
    after: number,
    isForward: boolean,
    { scope, bus }: ReadOptions,
  ): Generator<PlacedEvent> {
    const isWanted = ({ position, event }: PlacedEvent) =>
      (isForward ? position > after : position < after) &&
      (bus === undefined || event.bus === bus) &&
      (scope === undefined || (event.account === scope.account && event.region === scope.region))
    // Heads hold this text wherever they hold an event that is asked for.
    const fragment = scope === undefined ? '' : fragmentOf(scope, bus)
    for (const [from, to] of rangesOf(after, isForward, scope, bus)) {
      for (const first of packs.firstsIn(from, to, isForward, fragment)) {
        const events = packs.eventsOf(first).filter(isWanted)
        yield* isForward ? events : events.toReversed()
      }
    }
  }

  /** The stretches of the log that may hold what is asked for, in the order of reading. */
  function* rangesOf(
    after: number,
    isForward: boolean,
    scope: Scope | undefined,
    bus: string | undefined,
  ): Generator<[from: number, to: number]> {
    const from = isForward ? packs.firstBefore(after) : 0
    const to = isForward ? Number.MAX_SAFE_INTEGER : after
    if (scope === undefined) return yield [from, to]
    for (const slice of slicesOf(scope, bus, isForward)) {
      const start = Math.max(from, slice * SLICE_SIZE)
      const end = Math.min(to, (slice + 1) * SLICE_SIZE - 1)
      if (start <= end) yield [start, end]
    }
  }
}

function fragmentOf(scope: Scope, bus: string | undefined): string {
  const key = busKey({ ...scope, bus: bus ?? '' })
  // Without a bus, up to where its name would begin.
  return bus === undefined ? key.slice(0, -1) : `${key},`
}

/** Where an event may be: by the hashes of full slices, and by its id in what came after them. */
function createIdSearch(db: Db): (id: string) => number[] {
  const slices = db
    .prepare<[], [number, Buffer]>('select slice, hashes from event_slices order by slice')
    .raw()
  const rest = db
    .prepare<[number, string], number>(
      'select position from event_packs where position >= ? and instr(heads, ?) > 0 order by position',
    )
    .pluck()
  return (id) => {
    const hash = hashOf(id)
    const places: number[] = []
    let end = 0
    for (const [slice, bytes] of slices.iterate()) {
      collect(places, slice, toHashes(bytes), hash)
      end = (slice + 1) * SLICE_SIZE
    }
    return [...places, ...rest.all(end, `,${JSON.stringify(id)},`)]
  }
}

function createBusSearch(db: Db) {
  const select = (where: string, order: string) =>
    db
      .prepare<object, number>(`
        select distinct slice from event_bus_slices
         where account = @account and region = @region ${where} order by slice ${order}`)
      .pluck()
  const statements = {
    forward: { ofScope: select('', 'asc'), ofBus: select('and bus = @bus', 'asc') },
    backward: { ofScope: select('', 'desc'), ofBus: select('and bus = @bus', 'desc') },
  }
  return (scope: Scope, bus: string | undefined, isForward: boolean): number[] => {
    const { ofScope, ofBus } = statements[isForward ? 'forward' : 'backward']
    const { account, region } = scope
    return bus === undefined
      ? ofScope.all({ account, region })
      : ofBus.all({ account, region, bus })
  }
}

/**
 * Finds the place just before (forward) or after the events of a time, by halving: acceptance times
 * grow with the position.
 */
function createTimeSearch(packs: PackReader) {
  return ({ acceptedAt }: { readonly acceptedAt: number }, isForward: boolean): number => {
    const ends = packs.ends()
    if (ends === undefined) return 0
    const isBefore = (at: number) => (isForward ? at < acceptedAt : at <= acceptedAt)
    let [low, high] = [ends.first, ends.last + 1]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const found = packs.nextFrom(middle)
      if (found !== undefined && isBefore(found.event.acceptedAt)) low = found.position + 1
      else high = middle
    }
    return isForward ? low - 1 : low
  }
}
