import fc from 'fast-check'
import { expect, it } from 'vitest'
import { retryUncounted } from '../../../../src/domain/delivery/judge-invocation.ts'

it('tries again after a second at least and five minutes at most', () => {
  const property = fc.property(fc.nat(), fc.nat(), (enqueuedAt, waited) => {
    const now = enqueuedAt + waited
    const wait = retryUncounted(enqueuedAt, now) - now
    expect(wait).toBe(Math.min(300_000, Math.max(1_000, waited)))
  })
  fc.assert(property)
})

it('tries no more than a hundred times within six hours', () => {
  let tries = 0
  for (let now = 0; now <= 6 * 3_600_000; now = retryUncounted(0, now)) tries += 1
  expect(tries).toBeGreaterThan(50)
  expect(tries).toBeLessThan(100)
})
