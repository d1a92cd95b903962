import fc from 'fast-check'
import { expect } from 'vitest'
import { QUEUE_NAMES, type QueueName, type Settlement } from '../../../src/store/work-queue.ts'
import { anAttempt, idsOf, someWork } from '../builders.ts'
import type { StoreCommand } from './run-program.ts'
import type { ModelledWork, StoreModel } from './store-model.ts'

const aQueue = fc.constantFrom(...QUEUE_NAMES)
const aLane = fc.constantFrom('x', 'y', 'z')
const someLanes = fc.option(fc.subarray(['x', 'y', 'z']), { nil: undefined })
const aTime = fc.integer({ min: 0, max: 5 })

const enqueue = fc
  .record({
    id: fc.constantFrom('1', '2', '3', '4', '5'),
    queue: aQueue,
    lane: aLane,
    dueAt: aTime,
    lease: fc.boolean(),
  })
  .map(
    ({ lease, ...parts }): StoreCommand => ({
      check: () => true,
      toString: () => `enqueue(${JSON.stringify(parts)}, ${lease})`,
      async run(model, { store }) {
        const item = someWork(parts)
        const claims = await store.work.enqueue([item], lease)
        const added = model.add(item)
        expect(idsOf(claims)).toEqual(lease && added !== undefined ? [item.id] : [])
        if (added !== undefined) added.token = claims[0]?.token
        model.claims.push(...claims)
      },
    }),
  )

const claim = fc
  .record({
    queue: aQueue,
    now: aTime,
    max: fc.integer({ min: 1, max: 3 }),
    lanes: someLanes,
    exceptLanes: someLanes,
  })
  .map(
    ({ queue, now, max, lanes, exceptLanes = [] }): StoreCommand => ({
      check: () => true,
      toString: () => `claim(${JSON.stringify({ queue, now, max, lanes, exceptLanes })})`,
      async run(model, { store }) {
        const options = { max, exceptLanes, ...(lanes === undefined ? {} : { lanes }) }
        const claims = await store.work.claim(queue, now, options)
        const wanted = model
          .free(queue)
          .filter(({ lane }) => (lanes?.includes(lane) ?? true) && !exceptLanes.includes(lane))
          .filter(({ dueAt }) => dueAt <= now)
          .slice(0, max)
        const shown = ({ id, lane, dueAt, attempts }: Omit<ModelledWork, 'seq' | 'token'>) => ({
          id,
          lane,
          dueAt,
          attempts,
        })
        expect(claims.map(shown)).toEqual(wanted.map(shown))
        for (const [index, item] of wanted.entries()) item.token = claims[index]?.token
        model.claims.push(...claims)
      },
    }),
  )

const settle = fc
  .record({
    which: fc.nat(),
    next: fc.constantFrom<Settlement['next']>('done', 'retry', 'release', 'move'),
    at: aTime,
    to: aQueue,
    lane: aLane,
  })
  .map(
    ({ which, next, at, to, lane }): StoreCommand => ({
      check: ({ claims }) => claims.length > 0,
      toString: () => `settle(${which}, ${next}, ${at}, ${to}, ${lane})`,
      async run(model, { store }) {
        const claim = model.claims[which % model.claims.length]
        if (claim === undefined) return
        const attempt = anAttempt({ endedAt: at })
        const settlement: Settlement = { claim, next, at, to, lane, attempt }
        const [outcome] = await store.work.settle([settlement])
        const item = model.find(claim.queue, claim.id)
        const isHeld = item?.token === claim.token
        expect(outcome).toBe(isHeld ? 'ok' : 'lost')
        if (item !== undefined && isHeld) settleModel(model, item, settlement, at)
        const [history] = await store.events.history([claim.id])
        expect(history?.attempts).toHaveLength(model.attempts.get(claim.id) ?? 0)
      },
    }),
  )

type Place = { readonly to: QueueName; readonly lane: string }

function settleModel(
  model: StoreModel,
  item: ModelledWork,
  settlement: Settlement,
  at: number,
): void {
  item.token = undefined
  if (settlement.next !== 'release') {
    model.attempts.set(item.id, (model.attempts.get(item.id) ?? 0) + 1)
  }
  Object.assign(item, { dueAt: at })
  if (settlement.next === 'done') model.remove(item)
  if (settlement.next === 'retry') item.attempts += 1
  if (settlement.next === 'move') moveModel(model, item, settlement)
}

function moveModel(model: StoreModel, item: ModelledWork, { to, lane }: Place): void {
  if (to !== item.queue && model.find(to, item.id) !== undefined) model.remove(item)
  else Object.assign(item, { queue: to, lane, attempts: 0 })
}

const look = fc
  .record({ queue: aQueue, now: aTime, exceptLanes: fc.subarray(['x', 'y', 'z']) })
  .map(
    ({ queue, now, exceptLanes }): StoreCommand => ({
      check: () => true,
      toString: () => `look(${queue}, ${now}, ${exceptLanes})`,
      async run(model, { store }) {
        const free = model.free(queue)
        const outside = free.filter(({ lane }) => !exceptLanes.includes(lane))
        expect(await store.work.nextDue(queue, exceptLanes)).toBe(outside[0]?.dueAt)
        const all = model.work.filter((item) => item.queue === queue)
        const ready = free.filter(({ dueAt }) => dueAt <= now).length
        const delayed = free.length - ready
        expect(await store.work.depth(queue, now)).toMatchObject({
          ready,
          delayed,
          leased: all.length - free.length,
        })
      },
    }),
  )

export const workCommands = [enqueue, claim, settle, look]
