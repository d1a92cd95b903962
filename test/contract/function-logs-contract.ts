import { describe, expect, it } from 'vitest'
import type { LogGroupRef } from '../../src/store/function-logs.ts'
import { otherScope, scope } from './builders.ts'
import { type OpenHarness, useHarness } from './store-harness.ts'

const group: LogGroupRef = { ...scope, group: '/aws/lambda/charge' }
const forward = { backwards: false, limit: 100 }

export function describeFunctionLogs(open: OpenHarness): void {
  describe('function logs', () => {
    const harness = useHarness(open)
    const logs = () => harness.store.logs
    const write = async (
      stream: string,
      ...lines: readonly [timestamp: number, text: string][]
    ) => {
      const own = lines.map(([timestamp, message]) => ({ timestamp, message }))
      logs().append(group, stream, own, 5_000)
      await logs().flush()
    }
    const textsOf = (lines: readonly { message: string }[] | undefined) =>
      lines?.map(({ message }) => message)

    it('knows no group at first', async () => {
      expect(await logs().groups(scope, { limit: 9 })).toEqual([])
      expect(await logs().read(group, forward)).toBeUndefined()
      const options = { orderBy: 'name', descending: false, offset: 0, limit: 9 } as const
      expect(await logs().streams(group, options)).toBeUndefined()
      expect(await logs().deleteGroup(group)).toBe(false)
    })

    it('makes lines when they are written, in their place among the others', async () => {
      let made = 0
      const lines = () => {
        made += 1
        return [{ timestamp: 1, message: 'made' }]
      }
      logs().append(group, 's', [{ timestamp: 1, message: 'before' }], 1)
      logs().append(group, 's', lines, 1)
      logs().append(group, 's', [{ timestamp: 1, message: 'after' }], 1)
      expect(made).toBe(0)
      await logs().flush()
      expect(made).toBe(1)
      expect(textsOf(await logs().read(group, forward))).toEqual(['before', 'made', 'after'])
    })

    it('makes a group without a line, once', async () => {
      logs().ensureGroup(group, 7)
      logs().ensureGroup(group, 8)
      await logs().flush()
      const [found] = await logs().groups(scope, { limit: 9 })
      expect(found).toEqual({ name: group.group, createdAt: 7, storedBytes: 0 })
      expect(await logs().read(group, forward)).toEqual([])
    })

    it('reads by time, then by arrival, with ids that grow', async () => {
      await write('s1', [2, 'b'], [1, 'a'])
      await write('s2', [2, 'c'], [3, 'ü\u0000'])
      const lines = await logs().read(group, forward)
      expect(textsOf(lines)).toEqual(['a', 'b', 'c', 'ü\u0000'])
      expect(lines?.[0]).toMatchObject({ timestamp: 1, stream: 's1', ingestedAt: 5_000 })
      const byArrival = lines?.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect(textsOf(byArrival)).toEqual(['b', 'a', 'c', 'ü\u0000'])
    })

    it.each([
      ['of any time', (n: number) => n],
      ['of the same time', () => 0],
    ])('keeps the order of many lines of several streams, %s', async (_, timeOf) => {
      const texts = Array.from({ length: 45 }, (_, n) => `line ${n}`)
      for (const [n, message] of texts.entries()) {
        logs().append(group, `s${n % 2}`, [{ timestamp: timeOf(n), message }], 5_000 + n)
      }
      await logs().flush()
      const lines = await logs().read(group, forward)
      expect(textsOf(lines)).toEqual(texts)
      expect(lines?.map(({ stream }) => stream)).toEqual(texts.map((_, n) => `s${n % 2}`))
      expect(lines?.map(({ ingestedAt }) => ingestedAt)).toEqual(texts.map((_, n) => 5_000 + n))
      const [newest] =
        (await logs().streams(group, {
          orderBy: 'name',
          descending: false,
          offset: 0,
          limit: 1,
        })) ?? []
      expect(newest).toMatchObject({ createdAt: 5_000, lastIngestedAt: 5_044, firstEventAt: 0 })
    })

    it('reads some streams only', async () => {
      await write('a/1', [1, 'one'])
      await write('a/2', [2, 'two'])
      await write('b/1', [3, 'three'])
      const read = async (options: object) =>
        textsOf(await logs().read(group, { ...forward, ...options }))
      expect(await read({ streams: ['a/1'] })).toEqual(['one'])
      expect(await read({ streams: ['a/1', 'b/1', 'none'] })).toEqual(['one', 'three'])
      expect(await read({ streams: ['none'] })).toEqual([])
      expect(await read({ streamPrefix: 'a/' })).toEqual(['one', 'two'])
    })

    it('reads a span of time, its end excluded', async () => {
      await write('s', [1, 'a'], [2, 'b'], [3, 'c'])
      const span = { ...forward, startTime: 2, endTime: 3 }
      expect(textsOf(await logs().read(group, span))).toEqual(['b'])
    })

    it('pages forward and backward through lines of one time', async () => {
      await write('s', [1, 'a'], [1, 'b'], [1, 'c'], [2, 'd'])
      const first = (await logs().read(group, { ...forward, limit: 2 })) ?? []
      expect(textsOf(first)).toEqual(['a', 'b'])
      const after = first.at(-1)
      if (after === undefined) throw new Error('There are lines.')
      expect(textsOf(await logs().read(group, { ...forward, after }))).toEqual(['c', 'd'])
      const last = (await logs().read(group, { backwards: true, limit: 2 })) ?? []
      expect(textsOf(last)).toEqual(['c', 'd'])
      const before = last[0]
      if (before === undefined) throw new Error('There are lines.')
      const back = await logs().read(group, { backwards: true, limit: 9, after: before })
      expect(textsOf(back)).toEqual(['a', 'b'])
    })

    it('lists groups of one scope by name, by prefix and page by page', async () => {
      for (const name of ['b', 'a2', 'a1']) logs().ensureGroup({ ...scope, group: name }, 1)
      logs().ensureGroup({ ...otherScope, group: 'a3' }, 1)
      await logs().flush()
      const names = async (options: object) =>
        (await logs().groups(scope, { limit: 9, ...options })).map(({ name }) => name)
      expect(await names({})).toEqual(['a1', 'a2', 'b'])
      expect(await names({ prefix: 'a' })).toEqual(['a1', 'a2'])
      expect(await names({ after: 'a1', limit: 1 })).toEqual(['a2'])
    })

    it('lists streams by name or by their last line', async () => {
      await write('s1', [5, 'aa'], [1, 'b'])
      await write('s2', [2, 'c'])
      const list = async (options: object) => {
        const all = { orderBy: 'name', descending: false, offset: 0, limit: 9 } as const
        return logs().streams(group, { ...all, ...options })
      }
      expect((await list({}))?.map(({ name }) => name)).toEqual(['s1', 's2'])
      expect((await list({ descending: true, offset: 1 }))?.map(({ name }) => name)).toEqual(['s1'])
      const byTime = await list({ orderBy: 'last-event', limit: 1 })
      expect(byTime?.map(({ name }) => name)).toEqual(['s2'])
      expect((await list({ prefix: 's1' }))?.[0]).toEqual({
        name: 's1',
        createdAt: 5_000,
        firstEventAt: 1,
        lastEventAt: 5,
        lastIngestedAt: 5_000,
        storedBytes: 3,
      })
      expect((await logs().groups(scope, { limit: 1 }))[0]?.storedBytes).toBe(4)
    })

    it('deletes a group with the lines that are on their way', async () => {
      await write('s', [1, 'a'])
      logs().append(group, 's', [{ timestamp: 2, message: 'b' }], 2)
      expect(await logs().deleteGroup(group)).toBe(true)
      await logs().flush()
      expect(await logs().read(group, forward)).toBeUndefined()
    })

    it('drops lines that are too old, and streams that are left empty', async () => {
      await write('old', [1, 'a'])
      await write('both', [1, 'b'], [9_000, 'c'])
      await logs().prune({ before: 6_000, maxBytes: 1_000 })
      expect(textsOf(await logs().read(group, forward))).toEqual(['c'])
      const options = { orderBy: 'name', descending: false, offset: 0, limit: 9 } as const
      const [only, ...others] = (await logs().streams(group, options)) ?? []
      expect(only).toMatchObject({ name: 'both', firstEventAt: 9_000, storedBytes: 1 })
      expect(others).toEqual([])
    })

    it('drops the oldest lines beyond a size', async () => {
      await write('s', ...Array.from({ length: 6 }, (_, i): [number, string] => [i, `${i}${i}`]))
      await logs().prune({ before: 0, maxBytes: 5 })
      expect(textsOf(await logs().read(group, forward))).toEqual(['44', '55'])
    })

    it('prunes more lines than one step takes', async () => {
      const lines = Array.from({ length: 12_000 }, (_, i): [number, string] => [i, 'x'])
      await write('s', ...lines)
      await logs().prune({ before: 11_000, maxBytes: 500 })
      expect((await logs().read(group, { ...forward, limit: 2_000 }))?.[0]?.timestamp).toBe(11_500)
    })

    it('drops with a count what arrives faster than it can be written', async () => {
      const message = 'x'.repeat(1024 * 1024)
      for (let i = 0; i < 20; i += 1) logs().append(group, 's', [{ timestamp: 1, message }], 42)
      await logs().flush()
      const lines = (await logs().read(group, forward)) ?? []
      const notes = lines.filter((line) => line.message !== message)
      expect(textsOf(notes)).toEqual([`[busbar] ${20 - (lines.length - 1)} log lines were dropped`])
      expect(notes[0]).toMatchObject({ stream: 's', timestamp: 42 })
    })

    it('has what was flushed after a restart', async () => {
      await write('s', [1, 'a'])
      await harness.restart()
      expect(textsOf(await logs().read(group, forward))).toEqual(['a'])
    })

    it('writes what is on its way before it stops', async () => {
      logs().append(group, 's', [{ timestamp: 1, message: 'last words' }], 1)
      await harness.restart()
      expect(textsOf(await logs().read(group, forward))).toEqual(['last words'])
    })
  })
}
