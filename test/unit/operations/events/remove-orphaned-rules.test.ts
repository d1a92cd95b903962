import { expect, it } from 'vitest'
import { removeOrphanedRules } from '../../../../src/operations/events/remove-orphaned-rules.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'

const scope = ['111122223333', 'eu-central-1']
const rule = (bus: string) => ({
  bus,
  name: 'r',
  state: 'ENABLED' as const,
  createdBy: '111122223333',
  createdAt: 0,
  scheduledFrom: 0,
  lastModifiedAt: 0,
  targets: [],
  tags: [],
})

it('removes the rules of buses that are gone, and those alone', async () => {
  const config = createInMemoryConfigStore()
  const bus = { name: 'orders', createdAt: 0, lastModifiedAt: 0, tags: [] }
  await config.put('event_buses', [...scope, 'orders'], bus, 'absent')
  for (const name of ['orders', 'default', 'gone']) {
    await config.put('rules', [...scope, name, 'r'], rule(name), 'absent')
  }
  expect(await removeOrphanedRules(config)).toBe(1)
  const { items } = await config.list('rules', scope, { limit: 10 })
  expect(items.map(({ key }) => key[2])).toEqual(['default', 'orders'])
})
