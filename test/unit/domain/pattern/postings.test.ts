import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Postings } from '../../../../src/domain/pattern/index/access/postings.ts'
import { FieldTest } from '../../../../src/domain/pattern/index/branch.ts'

const field = { path: 'a', node: { first: undefined }, reached: [] }
const createTest = () => new FieldTest(field, '', { anyOf: [], seesEmptySteps: false })

describe('a table of tests by hash', () => {
  it('counts what was added under each hash and not removed', () => {
    const aHash = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -(2 ** 31), max: 0 }))
    const aStep = fc.record({ hash: aHash, removes: fc.boolean(), choice: fc.nat() })
    fc.assert(
      fc.property(fc.array(aStep, { maxLength: 300, size: 'max' }), (steps) => {
        const postings = new Postings()
        const there: { hash: number; test: FieldTest }[] = []
        for (const { hash, removes, choice } of steps) {
          const [gone] = removes ? there.splice(choice % (there.length + 1), 1) : []
          const added = { hash, test: createTest() }
          if (gone) postings.remove(gone.hash, gone.test)
          else there.push(added)
          if (!gone) postings.add(hash, added.test)
        }
        // The hash of nothing is taken for the next one.
        const keyOf = (hash: number) => (hash === 0 ? 1 : hash)
        for (const { hash } of steps) {
          const expected = there.filter((other) => keyOf(other.hash) === keyOf(hash)).length
          expect(postings.count(hash)).toBe(expected)
        }
        expect(postings.isEmpty).toBe(there.length === 0)
      }),
    )
  })
})
