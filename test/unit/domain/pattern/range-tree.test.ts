import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RangeTree } from '../../../../src/domain/pattern/index/access/range-tree.ts'
import { Hits } from '../../../../src/domain/pattern/index/hits.ts'
import { HEADER, PLACE, Shelves } from '../../../../src/domain/pattern/index/shelves.ts'
import { ByteText } from '../../../../src/domain/pattern/scan/byte-text.ts'
import { ScannedValue } from '../../../../src/domain/pattern/scan/scanned-value.ts'

const value = new ScannedValue(new ByteText(), 0)

/** The ids of those that wait where a number leads to. */
function reached(shelves: Shelves, tree: RangeTree, number: number): readonly number[] {
  const hits = new Hits(shelves)
  tree.reach(value, number, hits)
  const places = [...hits.shelves.items.slice(0, hits.shelves.length)]
  hits.clear()
  const idsAt = (shelf: number) =>
    Array.from(
      { length: shelves.count(shelf) },
      (_, at) => shelves.integers[shelf + HEADER + at * PLACE + 2] ?? Number.NaN,
    )
  return places.flatMap(idsAt).sort((left, right) => left - right)
}

describe('a tree of intervals', () => {
  it('leads to those around a number that were added and not removed', () => {
    const anEnd = fc.oneof(
      fc.integer({ min: -9, max: 9 }),
      fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0.5, 5e-324, 1e308),
    )
    const aStep = fc.record({
      ends: fc.tuple(anEnd, anEnd),
      removes: fc.boolean(),
      choice: fc.nat(),
    })
    fc.assert(
      fc.property(
        fc.array(aStep, { maxLength: 200, size: 'max' }),
        fc.array(anEnd, { minLength: 1, maxLength: 20 }),
        (steps, numbers) => {
          const shelves = new Shelves()
          const tree = new RangeTree(shelves)
          const there: { id: number; low: number; high: number }[] = []
          for (const [id, { ends, removes, choice }] of steps.entries()) {
            const [gone] = removes ? there.splice(choice % (there.length + 1), 1) : []
            const added = { id, low: Math.min(...ends), high: Math.max(...ends) }
            const { low, high, ...rest } = gone ?? added
            tree[gone ? 'remove' : 'add'](low, high, { ...rest, firstGuard: 0, secondGuard: 0 })
            if (gone === undefined) there.push(added)
          }
          for (const number of numbers) {
            const around = there.filter(({ low, high }) => low <= number && number <= high)
            expect(reached(shelves, tree, number)).toEqual(around.map(({ id }) => id))
          }
          expect(shelves.size).toBe(there.length)
        },
      ),
    )
  })
})
