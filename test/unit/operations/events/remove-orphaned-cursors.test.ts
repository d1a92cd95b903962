import { expect, it } from 'vitest'
import { removeOrphanedCursors } from '../../../../src/operations/events/remove-orphaned-cursors.ts'
import { aRule } from '../../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'

const scope = ['111122223333', 'eu-central-1']

it('removes the cursors of rules that are gone, and those alone', async () => {
  const config = createInMemoryConfigStore()
  await config.put('rules', [...scope, 'default', 'kept'], aRule({ name: 'kept' }), 'absent')
  const elsewhere = aRule({ name: 'gone', bus: 'orders' })
  await config.put('rules', [...scope, 'orders', 'gone'], elsewhere, 'absent')
  for (const name of ['kept', 'gone']) {
    await config.put('schedule_cursors', [...scope, name], { firedThrough: 1 }, 'absent')
  }
  await removeOrphanedCursors(config)
  const { items } = await config.list('schedule_cursors', scope, { limit: 10 })
  expect(items.map(({ key }) => key[2])).toEqual(['kept'])
})
