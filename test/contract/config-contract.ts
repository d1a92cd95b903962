import { describe, expect, it } from 'vitest'
import type { EventBus } from '../../src/domain/event-bus.ts'
import { type Change, type Key, RevisionConflict } from '../../src/store/config-store.ts'
import { aBus, aFunction, aRule } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

const key: Key = ['000000000000', 'us-east-1', 'orders']
const signingKey: Key = ['000000000000', 'us-east-1', 'csc-0123456789abcdefg']
const codeSigningConfigArn =
  'arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg'
const aSigningConfig = {
  id: 'csc-0123456789abcdefg',
  signingProfileVersionArns: [],
  lastModifiedAt: 1,
}

export function describeConfig(open: OpenHarness): void {
  describe('writing configuration', () => {
    const harness = useHarness(open)
    const config = () => harness.store.config

    it('gives back what was put', async () => {
      const stored = await config().put(
        'event_buses',
        key,
        aBus({ description: 'ø\u0000"' }),
        'any',
      )
      expect(stored).toMatchObject({ key, doc: aBus({ description: 'ø\u0000"' }) })
      expect(await config().get('event_buses', key)).toEqual(stored)
    })

    it('keeps every collection apart', async () => {
      await config().put('event_buses', key, aBus(), 'absent')
      await config().put('functions', key, aFunction(), 'absent')
      await config().put('schedule_cursors', key, { firedThrough: 7 }, 'absent')
      await config().put('rules', [...key, 'paid'], aRule(), 'absent')
      await config().put('function_versions', [...key, 1], aFunction().latest, 'absent')
      await config().put('version_counters', key, { last: 1 }, 'absent')
      const signing = { id: 'csc-1', signingProfileVersionArns: [], lastModifiedAt: 1 }
      await config().put('code_signing_configs', key, signing, 'absent')
      expect((await config().get('code_signing_configs', key))?.doc).toEqual(signing)
      const layer = { name: 'bus', lastVersion: 3, versions: [] }
      await config().put('layers', key, layer, 'absent')
      expect((await config().get('layers', key))?.doc).toEqual(layer)
      expect((await config().get('event_buses', key))?.doc).toEqual(aBus())
      expect((await config().get('functions', key))?.doc).toEqual(aFunction())
      expect((await config().get('schedule_cursors', key))?.doc).toEqual({ firedThrough: 7 })
      expect((await config().get('rules', [...key, 'paid']))?.doc).toEqual(aRule())
      expect((await config().get('function_versions', [...key, 1]))?.doc).toEqual(
        aFunction().latest,
      )
      expect((await config().get('version_counters', key))?.doc).toEqual({ last: 1 })
    })

    it('knows nothing about a key that was never put', async () => {
      expect(await config().get('event_buses', key)).toBeUndefined()
    })

    it('does not change what it stored when the caller changes its object', async () => {
      const tags = [{ key: 'team', value: 'one' }]
      await config().put('event_buses', key, aBus({ tags }), 'any')
      tags.push({ key: 'team', value: 'two' })
      expect((await config().get('event_buses', key))?.doc.tags).toHaveLength(1)
    })

    it('lets one of two creators win', async () => {
      const puts = [1, 2].map((createdAt) =>
        config().put('event_buses', key, aBus({ createdAt }), 'absent'),
      )
      const [first, second] = await Promise.allSettled(puts)
      expect(first?.status).toBe('fulfilled')
      expect(second).toMatchObject({ status: 'rejected', reason: expect.any(RevisionConflict) })
      expect((await config().get('event_buses', key))?.doc.createdAt).toBe(1)
    })

    it('lets one of many writers of the same revision win', async () => {
      const { revision } = await config().put('event_buses', key, aBus(), 'absent')
      const puts = Array.from({ length: 8 }, (_, createdAt) =>
        config().put('event_buses', key, aBus({ createdAt }), { revision }),
      )
      const outcomes = (await Promise.allSettled(puts)).map(({ status }) => status)
      expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(1)
    })

    it('refuses a revision of a key that does not exist', async () => {
      const put = config().put('event_buses', key, aBus(), { revision: '1' })
      await expect(put).rejects.toThrow(RevisionConflict)
      expect(await config().get('event_buses', key)).toBeUndefined()
    })

    it('puts in any case when nothing is expected', async () => {
      await config().put('event_buses', key, aBus(), 'any')
      await config().put('event_buses', key, aBus({ createdAt: 2 }), 'any')
      expect((await config().get('event_buses', key))?.doc.createdAt).toBe(2)
    })

    it('deletes only the revision that is expected', async () => {
      const { revision } = await config().put('event_buses', key, aBus(), 'any')
      const next = await config().put('event_buses', key, aBus(), 'any')
      await expect(config().delete('event_buses', key, { revision })).rejects.toThrow(
        RevisionConflict,
      )
      expect(await config().delete('event_buses', key, { revision: next.revision })).toBe(true)
      expect(await config().get('event_buses', key)).toBeUndefined()
    })

    it('says whether there was something to delete', async () => {
      expect(await config().delete('event_buses', key, 'any')).toBe(false)
      await config().put('event_buses', key, aBus(), 'any')
      expect(await config().delete('event_buses', key, 'any')).toBe(true)
    })

    it('refuses to delete a revision of a key that is gone', async () => {
      const { revision } = await config().put('event_buses', key, aBus(), 'any')
      await config().delete('event_buses', key, 'any')
      await expect(config().delete('event_buses', key, { revision })).rejects.toThrow(
        RevisionConflict,
      )
    })

    it('writes no function with a code signing config that is not there', async () => {
      const put = config().put('functions', key, { ...aFunction(), codeSigningConfigArn }, 'any')
      await expect(put).rejects.toThrow(RevisionConflict)
      expect(await config().get('functions', key)).toBeUndefined()
    })

    it('deletes no code signing config that a function has', async () => {
      await config().put('code_signing_configs', signingKey, aSigningConfig, 'absent')
      await config().put('functions', key, { ...aFunction(), codeSigningConfigArn }, 'absent')
      const remove = () => config().delete('code_signing_configs', signingKey, 'any')
      await expect(remove()).rejects.toThrow(RevisionConflict)
      expect(await config().get('code_signing_configs', signingKey)).toBeDefined()
      await config().put('functions', key, aFunction(), 'any')
      expect(await remove()).toBe(true)
    })

    it('lets a function of another account have another code signing config', async () => {
      const foreign: Key = ['111111111111', 'us-east-1', 'orders']
      await config().put('code_signing_configs', signingKey, aSigningConfig, 'absent')
      const put = config().put(
        'functions',
        foreign,
        { ...aFunction(), codeSigningConfigArn },
        'any',
      )
      await expect(put).rejects.toThrow(RevisionConflict)
    })

    it('lets one of two win that give and delete a code signing config at once', async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        await config().put('code_signing_configs', signingKey, aSigningConfig, 'any')
        await config().put('functions', key, aFunction(), 'any')
        const both = [
          () => config().put('functions', key, { ...aFunction(), codeSigningConfigArn }, 'any'),
          () => config().delete('code_signing_configs', signingKey, 'any'),
        ]
        const order = turn % 2 === 0 ? both : both.toReversed()
        const done = await Promise.allSettled(order.map((act) => act()))
        expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
      }
    })

    it('never uses a revision twice, also over delete, restart, crash and reset', async () => {
      const seen: string[] = []
      const put = async () => {
        seen.push((await config().put('event_buses', key, aBus(), 'any')).revision)
      }
      await put()
      await put()
      await config().delete('event_buses', key, 'any')
      await put()
      await harness.restart()
      await put()
      await harness.crash()
      await put()
      await harness.store.reset()
      await put()
      expect(new Set(seen).size).toBe(seen.length)
    })

    it('fails a conflicting request alone, not those committed with it', async () => {
      await config().put('event_buses', key, aBus(), 'any')
      const others: Key[] = ['a', 'b', 'c'].map((bus) => ['0', 'r', bus])
      const [first, second, third] = others as [Key, Key, Key]
      const outcomes = await Promise.allSettled([
        config().put('event_buses', first, aBus(), 'absent'),
        config().put('event_buses', key, aBus(), 'absent'),
        config().put('event_buses', second, aBus(), 'absent'),
        config().delete('event_buses', key, { revision: 'no such revision' }),
        config().put('event_buses', third, aBus(), 'absent'),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ])
      for (const other of others) expect(await config().get('event_buses', other)).toBeDefined()
    })

    it('keeps names that mean something to JavaScript as they are', async () => {
      const names = ['__proto__', 'constructor', 'toString', '']
      for (const name of names)
        await config().put('event_buses', ['0', 'r', name], aBus(), 'absent')
      const { items } = await config().list('event_buses', ['0', 'r'], { limit: 10 })
      expect(items.map((item) => item.key[2])).toEqual(['', '__proto__', 'constructor', 'toString'])
    })

    it.each(['restart', 'crash'] as const)('has it all after a %s', async (how) => {
      const stored = await config().put('rules', [...key, 'paid'], aRule(), 'any')
      await config().put('event_buses', key, aBus(), 'any')
      await config().delete('event_buses', key, 'any')
      await harness[how]()
      expect(await config().get('rules', [...key, 'paid'])).toEqual(stored)
      expect(await config().get('event_buses', key)).toBeUndefined()
    })
  })

  describe('watching configuration', () => {
    const harness = useHarness(open)
    const config = () => harness.store.config
    const watchBuses = () => {
      const changes: Change<EventBus>[] = []
      const end = config().watch('event_buses', (change) => changes.push(change))
      return { changes, end }
    }

    it('tells every document that there is before it returns', async () => {
      const stored = await config().put('event_buses', key, aBus(), 'any')
      expect(watchBuses().changes).toEqual([{ type: 'put', stored }])
    })

    it('tells of a change before the writer hears that it is durable', async () => {
      const { changes } = watchBuses()
      const stored = await config().put('event_buses', key, aBus(), 'any')
      expect(changes).toEqual([{ type: 'put', stored }])
      await config().delete('event_buses', key, 'any')
      expect(changes.at(-1)).toEqual({ type: 'delete', key })
    })

    it('shows a watcher the state that it is told of', async () => {
      const seen: unknown[] = []
      config().watch('event_buses', () => {
        void config()
          .get('event_buses', key)
          .then((stored) => seen.push(stored?.doc.createdAt))
      })
      await config().put('event_buses', key, aBus({ createdAt: 5 }), 'any')
      expect(seen).toEqual([5])
    })

    it('tells changes in the order in which they were made', async () => {
      const { changes } = watchBuses()
      const puts = Array.from({ length: 50 }, (_, createdAt) =>
        config().put('event_buses', key, aBus({ createdAt }), 'any'),
      )
      await Promise.all(puts)
      const told = changes.map((change) => change.type === 'put' && change.stored.doc.createdAt)
      expect(told).toEqual(Array.from({ length: 50 }, (_, createdAt) => createdAt))
    })

    it('misses nothing across the joint between the documents and the changes', async () => {
      const before = config().put('event_buses', key, aBus({ createdAt: 1 }), 'any')
      const { changes } = watchBuses()
      const after = config().put('event_buses', key, aBus({ createdAt: 2 }), 'any')
      await Promise.all([before, after])
      expect(changes).toHaveLength(2)
    })

    it('tells nothing of a write that failed, of another collection, or after its end', async () => {
      const { changes, end } = watchBuses()
      await expect(config().put('event_buses', key, aBus(), { revision: 'x' })).rejects.toThrow()
      await config().put('rules', [...key, 'paid'], aRule(), 'any')
      await config().delete('event_buses', key, 'any')
      end()
      await config().put('event_buses', key, aBus(), 'any')
      expect(changes).toEqual([])
    })

    it('goes on when a watcher throws', async () => {
      config().watch('event_buses', () => {
        throw new Error('a bug in a watcher')
      })
      const { changes } = watchBuses()
      await config().put('event_buses', key, aBus(), 'any')
      expect(changes).toHaveLength(1)
    })

    it('tells of everything that a reset removes', async () => {
      await config().put('event_buses', key, aBus(), 'any')
      const { changes } = watchBuses()
      await harness.store.reset()
      expect(changes.at(-1)).toEqual({ type: 'delete', key })
      expect(await config().get('event_buses', key)).toBeUndefined()
    })
  })
}
