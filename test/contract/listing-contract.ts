import { describe, expect, it } from 'vitest'
import type { Rule } from '../../src/domain/rule.ts'
import type { Key, ListOptions, Page } from '../../src/store/config-store.ts'
import { aFunction, aRule } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

const bus: Key = ['000000000000', 'us-east-1', 'default']

export function describeListing(open: OpenHarness): void {
  describe('listing configuration', () => {
    const harness = useHarness(open)
    const list = (prefix: Key, options: ListOptions): Promise<Page<Rule>> =>
      harness.store.config.list('rules', prefix, options)
    const put = (names: readonly string[], of: Key = bus) =>
      Promise.all(
        names.map((name) => harness.store.config.put('rules', [...of, name], aRule(), 'any')),
      )
    const namesOf = (page: Page<Rule>) => page.items.map(({ key }) => key.at(-1))
    const allPages = async (options: ListOptions) => {
      const names: unknown[] = []
      let page = await list(bus, options)
      names.push(...namesOf(page))
      while (page.next !== undefined) {
        page = await list(bus, { ...options, after: page.next })
        names.push(...namesOf(page))
      }
      return names
    }

    it('is empty without an entry, and has no next page', async () => {
      expect(await list(bus, { limit: 5 })).toEqual({ items: [] })
    })

    it('goes by code units, whatever order the keys were put in', async () => {
      await put(['b', 'a10', 'B', 'a', '\u{10000}', '\uffff', 'a2'])
      const sorted = ['B', 'a', 'a10', 'a2', 'b', '\u{10000}', '\uffff']
      expect(namesOf(await list(bus, { limit: 10 }))).toEqual(sorted)
      await harness.restart()
      expect(namesOf(await list(bus, { limit: 10 }))).toEqual(sorted)
    })

    it('goes by value where a part of the key is a number, and gives numbers back', async () => {
      const fn: Key = ['000000000000', 'us-east-1', 'charge']
      const { config } = harness.store
      for (const version of [10, 9, 100, 1]) {
        await config.put('function_versions', [...fn, version], aFunction().latest, 'absent')
      }
      const versions = async (options: ListOptions) =>
        (await harness.store.config.list('function_versions', fn, options)).items.map(({ key }) =>
          key.at(-1),
        )
      expect(await versions({ limit: 9 })).toEqual([1, 9, 10, 100])
      await harness.restart()
      expect(await versions({ limit: 9, after: [...fn, 9] })).toEqual([10, 100])
      expect(await harness.store.config.delete('function_versions', [...fn, 9], 'any')).toBe(true)
      await harness.crash()
      expect(await versions({ limit: 9 })).toEqual([1, 10, 100])
    })

    it('has only keys below the prefix', async () => {
      await put(['in'])
      await put(['out'], [...bus.slice(0, 2), 'defaul'])
      await put(['out'], [...bus.slice(0, 2), 'default2'])
      await put(['out'], ['000000000000', 'us-east-2', 'default'])
      expect(namesOf(await list(bus, { limit: 10 }))).toEqual(['in'])
      expect(namesOf(await list(bus.slice(0, 2), { limit: 10 }))).toEqual(['out', 'in', 'out'])
    })

    it('says that there is more only when there is', async () => {
      await put(['a', 'b', 'c'])
      expect((await list(bus, { limit: 2 })).next).toEqual([...bus, 'b'])
      expect((await list(bus, { limit: 3 })).next).toBeUndefined()
    })

    it('finds names by how they start', async () => {
      await put(['paid', 'pa', 'pay', 'payed', 'pb', 'o'])
      expect(namesOf(await list(bus, { limit: 9, nameStartsWith: 'pa' }))).toEqual([
        'pa',
        'paid',
        'pay',
        'payed',
      ])
      expect(namesOf(await list(bus, { limit: 9, nameStartsWith: 'x' }))).toEqual([])
    })

    it('finds names by how they start over several parents', async () => {
      await put(['paid', 'other'], [...bus.slice(0, 2), 'a'])
      await put(['paid', 'zebra'], [...bus.slice(0, 2), 'b'])
      const page = await list(bus.slice(0, 2), { limit: 9, nameStartsWith: 'pa' })
      expect(page.items.map(({ key }) => key.slice(2))).toEqual([
        ['a', 'paid'],
        ['b', 'paid'],
      ])
    })

    it('pages through names that start alike', async () => {
      await put(['a', 'pa', 'pb', 'pc', 'q'])
      const first = await list(bus, { limit: 2, nameStartsWith: 'p' })
      expect(namesOf(first)).toEqual(['pa', 'pb'])
      const after = first.next ?? []
      const second = await list(bus, { limit: 2, nameStartsWith: 'p', after })
      expect(namesOf(second)).toEqual(['pc'])
      expect(second.next).toBeUndefined()
    })

    it('goes on after a key that was deleted meanwhile', async () => {
      await put(['a', 'b', 'c'])
      await harness.store.config.delete('rules', [...bus, 'b'], 'any')
      expect(namesOf(await list(bus, { limit: 9, after: [...bus, 'b'] }))).toEqual(['c'])
    })

    it('goes on with a token from before a restart', async () => {
      await put(['a', 'b', 'c'])
      const { next } = await list(bus, { limit: 1 })
      await harness.restart()
      expect(namesOf(await list(bus, { limit: 9, after: next ?? [] }))).toEqual(['b', 'c'])
    })

    it('shows a key that is there all the time exactly once, while others come and go', async () => {
      const stable = Array.from({ length: 60 }, (_, i) => `s${String(i).padStart(3, '0')}`)
      await put(stable)
      const churn = (async () => {
        for (let i = 0; i < 60; i += 1) {
          await put([`s${String(i).padStart(3, '0')}x`, `r${i}`])
          await harness.store.config.delete('rules', [...bus, `r${i - 1}`], 'any')
        }
      })()
      for (let round = 0; round < 5; round += 1) {
        const seen = await allPages({ limit: 7 })
        expect(seen.filter((name) => stable.includes(String(name)))).toEqual(stable)
      }
      await churn
    })

    it('serves 100,000 keys page by page', async () => {
      const names = Array.from({ length: 100_000 }, (_, i) => `n${String(i).padStart(6, '0')}`)
      await put(names)
      expect(await allPages({ limit: 1_000 })).toEqual(names)
      const page = await list(bus, { limit: 3, nameStartsWith: 'n0777' })
      expect(namesOf(page)).toEqual(['n077700', 'n077701', 'n077702'])
    }, 60_000)
  })
}
