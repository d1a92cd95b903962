import type { Db } from '../database/open-database.ts'
import { keyOfHead, type PackHeads } from '../event-pack.ts'

/**
 * Looks for an event in the pack that holds, or held, a position.
 * @param key - how the event's bus and id appear in heads.
 */
export type EventSearch = (position: number, key: string) => number | undefined

type Pack = {
  readonly first: number
  readonly heads: string
  positions: ReadonlyMap<string, number> | undefined
}

/**
 * Begins a search for the events of one request: what it has read of a pack is used again, since a
 * repeated request finds its events side by side.
 *
 * @param openPack - the pack that is being filled, if it holds the position.
 */
export function createEventSearch(
  db: Db,
  openPack: (position: number) => { first: number; heads: readonly string[] } | undefined,
): () => EventSearch {
  const firstOf = db
    .prepare<[number], number>(
      'select position from event_packs where position <= ? order by position desc limit 1',
    )
    .pluck()
  const headsOf = db
    .prepare<[number], string>('select heads from event_packs where position = ?')
    .pluck()

  const packAt = (packs: Map<number, Pack>, position: number): Pack => {
    const open = openPack(position)
    const first = open?.first ?? firstOf.get(position) ?? 0
    const known = packs.get(first)
    if (known !== undefined) return known
    const heads = open === undefined ? (headsOf.get(first) ?? '[]') : `[${open.heads.join()}]`
    const pack = { first, heads, positions: undefined }
    packs.set(first, pack)
    return pack
  }

  return () => {
    const packs = new Map<number, Pack>()
    return (position, key) => {
      const pack = packAt(packs, position)
      // Most that look alike by their hash are the same event on another bus.
      if (!pack.heads.includes(key)) return undefined
      pack.positions ??= positionsIn(pack.first, JSON.parse(pack.heads))
      return pack.positions.get(key)
    }
  }
}

function positionsIn(first: number, heads: PackHeads): Map<string, number> {
  return new Map(
    heads.flatMap(([position, , events]) =>
      events.map((head) => [keyOfHead(head), first + position + head[0]] as const),
    ),
  )
}
