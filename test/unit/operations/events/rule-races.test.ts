import fc from 'fast-check'
import { expect, it } from 'vitest'
import { deleteRule } from '../../../../src/operations/events/delete-rule.ts'
import { disableRule } from '../../../../src/operations/events/disable-rule.ts'
import { tagResource } from '../../../../src/operations/events/tag-resource.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'
import { interleaved } from './interleaved.ts'
import { createRoom, SCOPE } from './room.ts'

const KEY = [SCOPE.account, SCOPE.region, 'default', 'paid']

async function race(
  scheduler: fc.Scheduler,
  ...steps: ((room: ReturnType<typeof createRoom>) => Promise<unknown>)[]
) {
  const config = createInMemoryConfigStore()
  await createRoom({ config }).aRule('paid')
  const room = createRoom({ config: interleaved(config, scheduler) })
  const done = Promise.allSettled(steps.map((step) => step(room)))
  await scheduler.waitFor(done)
  const statuses = (await done).map(({ status }) => status)
  return { statuses, rule: (await config.get('rules', KEY))?.doc }
}

it('lets one win when a target is put on a rule that is being deleted', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const { statuses, rule } = await race(
      scheduler,
      ({ aTarget }) => aTarget('paid', 't1'),
      ({ call }) => call(deleteRule, { Name: 'paid' }),
    )
    const [put, deleted] = statuses
    expect(put === 'fulfilled').toBe(deleted === 'rejected')
    expect(rule?.targets.map(({ id }) => id)).toEqual(put === 'fulfilled' ? ['t1'] : undefined)
  })
  await fc.assert(property, { numRuns: 300 })
})

it('keeps every change when several come at the same time', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const ResourceARN = 'arn:aws:events:eu-west-1:111122223333:rule/paid'
    const { statuses, rule } = await race(
      scheduler,
      ({ aTarget }) => aTarget('paid', 't1'),
      ({ aTarget }) => aTarget('paid', 't2'),
      ({ call }) => call(disableRule, { Name: 'paid' }),
      ({ call }) => call(tagResource, { ResourceARN, Tags: [{ Key: 'team', Value: 'red' }] }),
    )
    expect(new Set(statuses)).toEqual(new Set(['fulfilled']))
    expect(rule).toMatchObject({ state: 'DISABLED', tags: [{ key: 'team', value: 'red' }] })
    expect(rule?.targets.map(({ id }) => id).sort()).toEqual(['t1', 't2'])
  })
  await fc.assert(property, { numRuns: 300 })
})
