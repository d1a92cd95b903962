import { expect, it } from 'vitest'
import { explainRoutes } from '../../../src/admin/explain-routes.ts'
import type { Timers } from '../../../src/platform/timers.ts'
import { anEvent, aRule, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { askerOf } from './asking.ts'

/** Each look at the time takes some milliseconds; counts the turns that others get. */
function createBusyTimers(step: number): Timers & { turns: number } {
  let now = 0
  return {
    turns: 0,
    mono() {
      now += step
      return now
    },
    after(_ms, callback) {
      this.turns += 1
      queueMicrotask(callback)
      return () => undefined
    },
  }
}

async function open(count: number, step = 1, buses = ['default']) {
  const store = createInMemoryStore()
  const config = createInMemoryConfigStore()
  const events = buses.map((bus) => anEvent({ id: 'e', bus, text: '{"source":"shop"}' }))
  await store.accept({ events, work: [] })
  for (let number = 0; number < count; number += 1) {
    const name = `r${number}`
    const rule = { ...aRule({ name }), eventPattern: `{"source":["s${number}"]}` }
    await config.put('rules', [scope.account, scope.region, 'default', name], rule, 'any')
  }
  const timers = createBusyTimers(step)
  return { ask: askerOf(explainRoutes({ config, events: store.events, timers })), timers }
}

it('lets others have their turn while it looks at many rules', async () => {
  const { ask, timers } = await open(1_200)
  const { body } = await ask('GET', '/explain', { query: 'event=e&limit=10' })
  expect(body).toMatchObject({ buses: [{ complete: true, counts: { notMatched: 1_200 } }] })
  expect(timers.turns).toBeGreaterThan(100)
})

it('says that there was no time for all rules, and tells of those it has looked at', async () => {
  const { ask } = await open(2_000, 10)
  const { body } = await ask('GET', '/explain', { query: 'event=e&limit=10' })
  const { buses } = body as { buses: { complete: boolean; rules: object[]; counts: object }[] }
  expect(buses[0]).toMatchObject({ complete: false, counts: { matched: 0 } })
  expect(buses[0]?.rules.length).toBeGreaterThan(0)
})

it('says that the rule is unknown when there is no time to look for one like it', async () => {
  const { ask } = await open(2_000, 10)
  const answer = await ask('GET', '/explain', { query: 'event=e&rule=r9999' })
  expect(answer).toMatchObject({ status: 404, body: { error: expect.stringContaining('r9999') } })
})

it('answers for each bus that the event reached, or for the one that is asked for', async () => {
  const { ask } = await open(1, 1, ['default', 'orders'])
  const busesOf = async (query: string) => {
    const { body } = await ask('GET', '/explain', { query })
    return (body as { buses: { bus: string; counts: object }[] }).buses
  }
  expect(await busesOf('event=e')).toMatchObject([
    { bus: 'default', counts: { notMatched: 1 } },
    { bus: 'orders', counts: { notMatched: 0 } },
  ])
  expect(await busesOf('event=e&bus=orders')).toHaveLength(1)
  expect(await busesOf('event=e&rule=r0')).toMatchObject([
    { rules: [{ verdict: 'not-matched' }] },
    { rules: [{ verdict: 'not-asked', because: 'other-bus' }] },
  ])
})
