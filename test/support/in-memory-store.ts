import type { Attempt } from '../../src/domain/delivery/work.ts'
import { Unavailable } from '../../src/domain/faults.ts'
import type { EventLog, EventRef, LoggedEvent } from '../../src/store/event-log.ts'
import type { Store } from '../../src/store/store.ts'
import type {
  Claim,
  NewWork,
  QueueName,
  Settlement,
  WorkQueue,
} from '../../src/store/work-queue.ts'

type Item = NewWork & { readonly seq: number; attempts: number; token: string | undefined }

export type InMemoryStore = Pick<Store, 'work' | 'events' | 'accept' | 'reset'> & {
  /** While it is down, every request fails as on a full disk. */
  isDown: boolean
  /** Lets go of every lease, as the start after a crash does. */
  crash(): void
  /** What is neither done nor given up. */
  pending(): readonly NewWork[]
  attempts(workId: string): readonly Attempt[]
}

/** Events and queues that live as long as the test; the contract suite runs against them too. */
export function createInMemoryStore(): InMemoryStore {
  const events = new Map<string, LoggedEvent>()
  const items = new Map<string, Item>()
  const attempts = new Map<string, Attempt[]>()
  let count = 0

  /** Requests are carried out when they are made, and answered later. */
  const answer = async <T>(carryOut: () => T): Promise<T> => {
    if (store.isDown) throw new Unavailable('The disk is full.')
    return carryOut()
  }
  const leased = (item: Item): Claim => {
    count += 1
    item.token = `t${count}`
    const { seq: _seq, ...claim } = item
    return { ...claim, token: item.token }
  }
  const add = (work: NewWork, lease: boolean): Claim[] => {
    if (items.has(keyOf(work.queue, work.id))) return []
    count += 1
    const item = { ...work, seq: count, attempts: 0, token: undefined }
    items.set(keyOf(work.queue, work.id), item)
    return lease ? [leased(item)] : []
  }
  const freeIn = (queue: QueueName, except: readonly string[] = []) =>
    [...items.values()]
      .filter((item) => item.queue === queue && item.token === undefined)
      .filter((item) => !except.includes(item.lane))
      .sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq)

  function settle(settlement: Settlement): 'ok' | 'lost' {
    const { claim } = settlement
    const key = keyOf(claim.queue, claim.id)
    const item = items.get(key)
    if (item === undefined || item.token !== claim.token) return 'lost'
    items.delete(key)
    if (settlement.next !== 'release') {
      attempts.set(claim.id, [...(attempts.get(claim.id) ?? []), settlement.attempt])
    }
    if (settlement.next === 'move') {
      const { to: queue, lane, work = item.work, attempt } = settlement
      add({ ...withoutState(item), queue, lane, work, dueAt: attempt.endedAt }, false)
    } else if (settlement.next === 'done') {
      for (const one of settlement.following ?? []) add(one, false)
    } else {
      const more = settlement.next === 'retry' ? 1 : 0
      const { at: dueAt } = settlement
      items.set(key, { ...item, dueAt, attempts: item.attempts + more, token: undefined })
    }
    return 'ok'
  }

  const work: WorkQueue = {
    enqueue: (added, lease) => answer(() => added.flatMap((one) => add(one, lease))),
    claim: (queue, now, { max, lanes, exceptLanes }) =>
      answer(() =>
        freeIn(queue, exceptLanes)
          .filter(({ dueAt, lane }) => dueAt <= now && (lanes?.includes(lane) ?? true))
          .slice(0, max)
          .map(leased),
      ),
    settle: (settlements) => answer(() => settlements.map(settle)),
    nextDue: (queue, exceptLanes) => answer(() => freeIn(queue, exceptLanes)[0]?.dueAt),
    depth: (queue, now) =>
      answer(() => {
        const free = freeIn(queue)
        const ready = free.filter(({ dueAt }) => dueAt <= now).length
        const all = [...items.values()].filter((item) => item.queue === queue).length
        const [oldest] = free
        return {
          ready,
          delayed: free.length - ready,
          leased: all - free.length,
          ...(oldest && { oldestDueAt: oldest.dueAt }),
        }
      }),
  }

  const eventLog: EventLog = {
    find: (id) => answer(() => [...events.values()].filter((event) => event.id === id)),
    read: ({ order, limit }) =>
      answer(() => {
        const all = [...events.values()]
        return { events: (order === 'oldest-first' ? all : all.toReversed()).slice(0, limit) }
      }),
    history: (workIds) =>
      answer(() =>
        workIds.map((workId) => {
          const item = [...items.values()].find(({ id }) => id === workId)
          const pending = item && {
            enqueuedAt: item.enqueuedAt,
            dueAt: item.dueAt,
            leased: item.token !== undefined,
            work: item.work,
            ...(item.event && { eventId: item.event.id }),
          }
          return { workId, attempts: attempts.get(workId) ?? [], ...(pending && { pending }) }
        }),
      ),
    prune: () => answer(() => 0),
  }

  const store: InMemoryStore = {
    isDown: false,
    work,
    events: eventLog,
    accept: (unit) =>
      answer(() => {
        const duplicates: EventRef[] = []
        for (const event of unit.events) {
          if (events.has(refText(event))) duplicates.push(toRef(event))
          else events.set(refText(event), event)
        }
        const skipped = new Set(duplicates.map(refText))
        const claims = unit.work
          .filter(({ event }) => event === undefined || !skipped.has(refText(event)))
          .flatMap(({ lease, ...item }) => add(item, lease))
        return { claims, duplicates }
      }),
    reset: () =>
      answer(() => {
        for (const one of [events, items, attempts]) one.clear()
      }),
    crash() {
      for (const item of items.values()) item.token = undefined
    },
    pending: () => [...items.values()],
    attempts: (workId) => attempts.get(workId) ?? [],
  }
  return store
}

function withoutState({ seq: _seq, attempts: _attempts, token: _token, ...work }: Item): NewWork {
  return work
}

function keyOf(queue: QueueName, id: string): string {
  return `${queue} ${id}`
}

function refText({ account, region, bus, id }: EventRef): string {
  return [account, region, bus, id].join(' ')
}

function toRef({ account, region, bus, id }: EventRef): EventRef {
  return { account, region, bus, id }
}
