import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../src/domain/faults.ts'
import { aBus, anEvent, scope, someWork, toRef } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

const key = ['000000000000', 'us-east-1', 'orders']

export function describeLifeCycle(open: OpenHarness): void {
  describe('resetting', () => {
    const harness = useHarness(open)

    it('removes everything of all accounts', async () => {
      const { store } = harness
      const event = anEvent()
      const work = someWork({ event: toRef(event) })
      await store.config.put('event_buses', key, aBus(), 'any')
      await store.accept({ events: [event], work: [{ ...work, lease: false }] })
      const sha256 = await store.blobs.put(Buffer.from('code'))
      store.logs.ensureGroup({ ...scope, group: 'g' }, 1)
      await store.logs.flush()

      await store.reset()

      expect(await store.config.list('event_buses', [], { limit: 9 })).toEqual({ items: [] })
      expect(await store.events.find(event.id)).toEqual([])
      expect(await store.work.nextDue('invocations')).toBeUndefined()
      expect(await store.blobs.get(sha256)).toBeUndefined()
      expect(await store.logs.groups(scope, { limit: 9 })).toEqual([])
      expect((await store.events.history([work.id]))[0]?.pending).toBeUndefined()
    })

    it('forgets log lines that were not written yet', async () => {
      const group = { ...scope, group: 'g' }
      harness.store.logs.append(group, 's', [{ timestamp: 1, message: 'm' }], 1)
      await harness.store.reset()
      await harness.store.logs.flush()
      expect(await harness.store.logs.groups(scope, { limit: 9 })).toEqual([])
    })

    it('takes the same things again', async () => {
      const { store } = harness
      const event = anEvent()
      for (let round = 0; round < 2; round += 1) {
        const { duplicates } = await store.accept({ events: [event], work: [] })
        expect(duplicates).toEqual([])
        await store.config.put('event_buses', key, aBus(), 'absent')
        await store.reset()
      }
    })

    it('stays empty after a crash', async () => {
      await harness.store.config.put('event_buses', key, aBus(), 'any')
      await harness.store.reset()
      await harness.crash()
      expect(await harness.store.config.get('event_buses', key)).toBeUndefined()
    })

    it('keeps what is written right after it', async () => {
      const { store } = harness
      await store.config.put('event_buses', key, aBus(), 'any')
      const reset = store.reset()
      const put = store.config.put('event_buses', key, aBus({ createdAt: 2 }), 'absent')
      await Promise.all([reset, put])
      expect((await store.config.get('event_buses', key))?.doc.createdAt).toBe(2)
    })
  })

  describe('stopping', () => {
    it('finishes what is under way, and refuses the rest', async () => {
      const harness = await open()
      const events = Array.from({ length: 1_200 }, () => anEvent())
      const accepted = events.map((event) => harness.store.accept({ events: [event], work: [] }))
      const { store } = harness
      const restarted = harness.restart()
      await expect(store.accept({ events: [anEvent()], work: [] })).rejects.toThrow(Unavailable)
      await Promise.all(accepted)
      await restarted
      const page = await harness.store.events.read({ order: 'oldest-first', limit: 9_999 })
      expect(page.events).toHaveLength(events.length)
      await harness.dispose()
    })

    it('may be asked for twice', async () => {
      const harness = await open()
      await Promise.all([harness.store.stop(), harness.store.stop()])
      await harness.store.stop()
      await expect(harness.store.config.put('event_buses', key, aBus(), 'any')).rejects.toThrow(
        Unavailable,
      )
      await harness.dispose()
    })
  })
}
