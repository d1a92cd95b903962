import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Postings } from '../../../../src/domain/pattern/index/access/postings.ts'
import { Shelves } from '../../../../src/domain/pattern/index/shelves.ts'

describe('a table of shelves by hash', () => {
  it('counts what was added under each hash and not removed', () => {
    const aHash = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -(2 ** 31), max: 0 }))
    const aStep = fc.record({ hash: aHash, removes: fc.boolean(), choice: fc.nat() })
    fc.assert(
      fc.property(fc.array(aStep, { maxLength: 300, size: 'max' }), (steps) => {
        const shelves = new Shelves()
        const postings = new Postings(shelves)
        const there: {
          hash: number
          waiting: { id: number; firstGuard: number; secondGuard: number }
        }[] = []
        for (const [id, { hash, removes, choice }] of steps.entries()) {
          const [gone] = removes ? there.splice(choice % (there.length + 1), 1) : []
          const added = { hash, waiting: { id, firstGuard: 0, secondGuard: 0 } }
          if (gone) postings.remove(gone.hash, gone.waiting)
          else there.push(added)
          if (!gone) postings.add(hash, added.waiting)
        }
        for (const { hash } of steps) {
          expect(postings.count(hash)).toBe(there.filter((other) => other.hash === hash).length)
        }
        expect(postings.isEmpty).toBe(there.length === 0)
        expect(shelves.size).toBe(there.length)
      }),
    )
  })
})
