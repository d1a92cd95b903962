import type { Db } from '../database/open-database.ts'
import { type EventHead, keepEvents, type PackHeads } from '../event-pack.ts'
import type { Counters } from './counters.ts'
import type { PruneStep, WriterRequest } from './writer-requests.ts'

// How many packs one transaction of pruning looks at.
const STEP = 1_000
/** How many packs are looked at with each commit while the log is too large. */
const SMALL_STEP = 16
const LEAST_ROOM = 64 * 1024
/** After a pass over the whole log, the rest is pending: it is looked at again after so many events. */
const PASS = 100_000

type Pack = { position: number; last: number; acceptedAt: number; bytes: number }

export type PackPruning = {
  prune(request: Extract<WriterRequest, { op: 'prune' }>): PruneStep
  /** @param appended - bytes that came since the last call. */
  makeRoom(maxBytes: number, appended: number): void
  /** Begins its next pass with the oldest event. */
  reset(): void
}

/**
 * Removes old events, a pack at a time. Of a pack that pending work still needs some events of, those
 * stay and the rest goes: a target that fails for a day must not keep the whole day.
 *
 * @param onRemoved - called with the position of each pack that is gone.
 */
export function createPackPruning(
  db: Db,
  counters: Counters,
  onRemoved: (position: number) => void,
): PackPruning {
  const scanOf = (most: number) =>
    db.prepare<[number], Pack>(`
      select position, last_position as last, accepted_at as acceptedAt, bytes
        from event_packs where position > ? order by position limit ${most}`)
  const scan = scanOf(STEP)
  const scanFew = scanOf(SMALL_STEP)
  const pendingIn = db
    .prepare<[number, number], number>(
      `select distinct event_position from work
        where event_position between ? and ? order by event_position`,
    )
    .pluck()
  const read = db
    .prepare<[number], [string, Buffer]>(
      'select heads, cast(texts as blob) from event_packs where position = ?',
    )
    .raw()
  const rewrite = db.prepare<object>(`
    update event_packs set heads = @heads, texts = @texts, bytes = @bytes where position = @position`)
  const remove = db.prepare('delete from event_packs where position = ?')
  const removeAttempts = db.prepare('delete from attempts where event_position between ? and ?')
  const removeAttemptsBut = db.prepare<object>(`
    delete from attempts
     where event_position between @first and @last
       and event_position not in (select event_position from work
                                   where event_position between @first and @last)`)
  const removeOther = db.prepare<object>(`
    delete from attempts where number in (
      select number from attempts
       where event_position is null and ended_at < @before
         and not exists (select 1 from work
                          where queue in ('deliveries', 'invocations') and id = work_id)
       order by ended_at limit @limit)`)
  let roomFrom = 0
  let passEndedAt = Number.NEGATIVE_INFINITY

  /** @returns how many events are gone. */
  const prunePack = ({ position, last, bytes }: Pack): number => {
    const pending = pendingIn.all(position, last)
    if (pending.length > 0) return thin(position, last, bytes, new Set(pending))
    remove.run(position)
    removeAttempts.run(position, last)
    counters.add('event_bytes', -bytes)
    onRemoved(position)
    return last - position + 1
  }

  const thin = (position: number, last: number, bytes: number, pending: ReadonlySet<number>) => {
    const [text, texts] = read.get(position) ?? ['[]', Buffer.alloc(0)]
    const all = toAbsolute(JSON.parse(text))
    const needed = all.filter(([index]) => pending.has(position + index))
    if (needed.length === all.length) return 0
    const kept = keepEvents(needed, texts)
    const left = needed.reduce((sum, [, , length]) => sum + length, 0)
    const heads = JSON.stringify([[0, 0, kept.heads]])
    rewrite.run({ position, heads, texts: kept.texts.toString('utf8'), bytes: left })
    removeAttemptsBut.run({ first: position, last })
    counters.add('event_bytes', left - bytes)
    return all.length - needed.length
  }

  const prune = (limits: { before: number; maxBytes: number; limit: number; from: number }) => {
    const { before, maxBytes, limit, from } = limits
    let removed = 0
    let looked = 0
    for (const pack of scan.all(from)) {
      const isKept = pack.acceptedAt >= before && counters.get('event_bytes') <= maxBytes
      if (isKept) return { removed, next: null }
      if (removed >= limit) return { removed, next: pack.position - 1 }
      removed += prunePack(pack)
      looked += 1
      if (looked === STEP) return { removed, next: pack.position }
    }
    return { removed, next: null }
  }

  return {
    prune(request) {
      const step = prune(request)
      if (step.removed > 0 || step.next !== null) return step
      return { ...step, removed: removeOther.run(request).changes }
    },

    makeRoom(maxBytes, appended) {
      const size = () => counters.get('event_bytes')
      const excess = size() - maxBytes
      if (excess <= 0 || counters.get('position') < passEndedAt + PASS) return
      // More than came, so that a log which was too large shrinks, but not all at once.
      const target = size() - Math.min(excess, Math.max(LEAST_ROOM, 2 * appended))
      for (const pack of scanFew.all(roomFrom)) {
        if (size() <= target) return
        prunePack(pack)
        roomFrom = pack.position
      }
      if (scanFew.get(roomFrom) !== undefined) return
      roomFrom = 0
      passEndedAt = counters.get('position')
    },

    reset() {
      roomFrom = 0
      passEndedAt = Number.NEGATIVE_INFINITY
    },
  }
}

function toAbsolute(heads: PackHeads): EventHead[] {
  return heads.flatMap(([position, byte, events]) =>
    events.map(([index, start, ...rest]): EventHead => [index + position, start + byte, ...rest]),
  )
}
