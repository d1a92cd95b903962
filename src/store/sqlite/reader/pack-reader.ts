import type { LoggedEvent } from '../../event-log.ts'
import type { Db } from '../database/open-database.ts'
import { type PackHeads, toLoggedEvent } from '../event-pack.ts'

export type PlacedEvent = { readonly position: number; readonly event: LoggedEvent }

/** The packs of the log, taken apart. A pack is known by the position of its first event. */
export type PackReader = {
  /** The pack that holds this position, or the last one before it; 0 when there is none. */
  firstBefore(position: number): number
  /** The packs that begin in a stretch of the log and hold a text in their heads. */
  firstsIn(from: number, to: number, isForward: boolean, fragment: string): Iterable<number>
  /** In their order; none when the pack is gone. */
  eventsOf(first: number): readonly PlacedEvent[]
  /** The event at a position. */
  eventAt(position: number): LoggedEvent | undefined
  /** The first event from a position on. */
  nextFrom(position: number): PlacedEvent | undefined
  /** The first and the last position of the log. */
  ends(): { readonly first: number; readonly last: number } | undefined
}

/** Work that is read back comes in the order of the log, so the next event is often in the same pack. */
const KEPT_PACKS = 8

export function createPackReader(db: Db): PackReader {
  const before = db
    .prepare<[number], number>(
      'select position from event_packs where position <= ? order by position desc limit 1',
    )
    .pluck()
  const after = db
    .prepare<[number], number>(
      'select position from event_packs where position > ? order by position limit 1',
    )
    .pluck()
  const stepOf = (order: 'asc' | 'desc', sign: '>' | '<') =>
    db
      .prepare<object, number>(`
        select position from event_packs
         where position between @from and @to and position ${sign} @last
           and (@fragment = '' or instr(heads, @fragment) > 0)
         order by position ${order} limit 1`)
      .pluck()
  const steps = { forward: stepOf('asc', '>'), backward: stepOf('desc', '<') }
  const packAt = db
    .prepare<[number], [first: number, bytes: number]>(
      'select position, bytes from event_packs where position <= ? order by position desc limit 1',
    )
    .raw()
  const bytesOf = db
    .prepare<[number], number>('select bytes from event_packs where position = ?')
    .pluck()
  const read = db
    .prepare<[number], [string, Buffer]>(
      'select heads, cast(texts as blob) from event_packs where position = ?',
    )
    .raw()
  const bounds = db
    .prepare<[], [number | null, number | null]>(
      'select min(position), (select last_position from event_packs order by position desc limit 1) from event_packs',
    )
    .raw()
  const kept = new Map<number, { bytes: number; events: readonly PlacedEvent[] }>()

  const eventsOf = (first: number, bytes = bytesOf.get(first)): readonly PlacedEvent[] => {
    const known = kept.get(first)
    // Pruning takes events out of a pack, and never adds any.
    if (known !== undefined && known.bytes === bytes) return known.events
    kept.delete(first)
    const row = bytes === undefined ? undefined : read.get(first)
    if (bytes === undefined || row === undefined) return []
    const events = unpack(first, JSON.parse(row[0]), row[1])
    kept.set(first, { bytes, events })
    const [oldest] = kept.keys()
    if (kept.size > KEPT_PACKS && oldest !== undefined) kept.delete(oldest)
    return events
  }
  const firstBefore = (position: number) => before.get(position) ?? 0

  return {
    firstBefore,
    eventsOf: (first) => eventsOf(first),

    eventAt(position) {
      const [first, bytes] = packAt.get(position) ?? []
      if (first === undefined) return undefined
      const events = eventsOf(first, bytes)
      // Where pruning has taken out events, those that stay are nearer to the beginning.
      const place = Math.min(position - first, events.length - 1)
      const isIt = (event: PlacedEvent) => event.position === position
      const there = events[place]
      return (there && isIt(there) ? there : events.find(isIt))?.event
    },

    *firstsIn(from, to, isForward, fragment) {
      const step = isForward ? steps.forward : steps.backward
      let last = isForward ? from - 1 : to + 1
      for (;;) {
        const next = step.get({ from, to, last, fragment })
        if (next === undefined) return
        yield next
        last = next
      }
    },

    nextFrom(position) {
      const isNext = (event: PlacedEvent) => event.position >= position
      const here = eventsOf(firstBefore(position)).find(isNext)
      return here ?? eventsOf(after.get(position) ?? 0).find(isNext)
    },

    ends() {
      const [first, last] = bounds.get() ?? [null, null]
      return first === null || last === null ? undefined : { first, last }
    },
  }
}

function unpack(first: number, heads: PackHeads, texts: Buffer): PlacedEvent[] {
  return heads.flatMap(([position, byte, events]) =>
    events.map((head) => {
      const [index, start, length] = head
      const text = texts.toString('utf8', byte + start, byte + start + length)
      return { position: first + position + index, event: toLoggedEvent(head, text) }
    }),
  )
}
