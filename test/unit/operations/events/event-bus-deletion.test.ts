import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEventBus } from '../../../../src/operations/events/create-event-bus.ts'
import { deleteEventBus } from '../../../../src/operations/events/delete-event-bus.ts'
import { deleteRule } from '../../../../src/operations/events/delete-rule.ts'
import { putRule } from '../../../../src/operations/events/put-rule.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'
import { interleaved } from './interleaved.ts'
import { createRoom, PATTERN, SCOPE } from './room.ts'

const BUS = [SCOPE.account, SCOPE.region, 'orders']

type Room = ReturnType<typeof createRoom>
const put =
  (Name: string) =>
  ({ call }: Room) =>
    call(putRule, { Name, EventBusName: 'orders', EventPattern: PATTERN })
const remove = ({ call }: Room) => call(deleteEventBus, { Name: 'orders' })
const create = ({ call }: Room) => call(createEventBus, { Name: 'orders' })
const removeRule = ({ call }: Room) => call(deleteRule, { Name: 'a', EventBusName: 'orders' })

async function race(scheduler: fc.Scheduler, steps: readonly ((room: Room) => Promise<unknown>)[]) {
  const config = createInMemoryConfigStore()
  await createRoom({ config }).aBus('orders')
  const room = createRoom({ config: interleaved(config, scheduler) })
  const done = Promise.allSettled(steps.map((step) => step(room)))
  await scheduler.waitFor(done)
  const rules = await config.list('rules', BUS, { limit: 100 })
  const bus = await config.get('event_buses', BUS)
  return { results: await done, rules: rules.items.map(({ doc }) => doc.name), bus }
}

it('lets one win when a rule is put on a bus that is being deleted', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const { results, rules, bus } = await race(scheduler, [put('a'), remove])
    const [ruleIsPut, busIsDeleted] = results.map(({ status }) => status === 'fulfilled')
    expect(rules).toEqual(ruleIsPut ? ['a'] : [])
    expect(bus === undefined).toBe(busIsDeleted)
    if (ruleIsPut) expect(bus).toBeDefined()
  })
  await fc.assert(property, { numRuns: 500 })
})

it('never leaves a rule without its bus, whoever comes between', async () => {
  const others = fc.subarray([put('b'), remove, create, removeRule, put('a')])
  const property = fc.asyncProperty(fc.scheduler(), others, async (scheduler, steps) => {
    const { rules, bus } = await race(scheduler, [put('a'), remove, ...steps])
    if (rules.length > 0) expect(bus).toBeDefined()
  })
  await fc.assert(property, { numRuns: 500 })
})

it('deletes a bus that an earlier, interrupted deletion has marked', async () => {
  const room = createRoom()
  await create(room)
  const marked = await room.config.get('event_buses', BUS)
  if (!marked) throw new Error('The bus was not created.')
  await room.config.put('event_buses', BUS, { ...marked.doc, deleting: true }, 'any')

  await put('a')(room)
  expect((await room.config.get('event_buses', BUS))?.doc).not.toHaveProperty('deleting')
  await removeRule(room)
  await remove(room)
  expect(await room.config.get('event_buses', BUS)).toBeUndefined()
})
