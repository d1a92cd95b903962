import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBag } from '../../../src/platform/bag.ts'

it('holds what was added and not yet taken out, in whatever order things go', () => {
  const moves = fc.array(fc.record({ adds: fc.boolean(), which: fc.nat() }), { maxLength: 100 })
  fc.assert(
    fc.property(moves, (steps) => {
      const bag = createBag<number>()
      const held = new Map<number, () => void>()
      for (const [item, { adds, which }] of steps.entries()) {
        const [leaving] = [...held.keys()].slice(which % (held.size || 1))
        if (adds || leaving === undefined) {
          held.set(item, bag.add(item))
        } else {
          held.get(leaving)?.()
          held.delete(leaving)
        }
        expect(bag.size()).toBe(held.size)
        expect([...bag].sort()).toEqual([...held.keys()].sort())
      }
    }),
  )
})
