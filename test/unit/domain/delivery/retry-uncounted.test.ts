import fc from 'fast-check'
import { expect, it } from 'vitest'
import { judgeUncounted } from '../../../../src/domain/delivery/judge-invocation.ts'

const anAge = fc.integer({ min: 60, max: 21_600 })

it('tries again after a second at least and five minutes at most', () => {
  const property = fc.property(fc.nat(), fc.nat({ max: 10_000_000 }), (enqueuedAt, waited) => {
    const verdict = judgeUncounted(enqueuedAt, enqueuedAt + waited)
    if (verdict.next !== 'retry') throw new Error('it is not too old yet')
    expect(verdict.at - enqueuedAt - waited).toBe(Math.min(300_000, Math.max(1_000, waited)))
  })
  fc.assert(property)
})

it('tries until a second before the event is too old, and never after', () => {
  const property = fc.property(anAge, (maximumEventAgeInSeconds) => {
    const tries: number[] = []
    for (let now = 0; ; ) {
      tries.push(now)
      const verdict = judgeUncounted(0, now, { maximumEventAgeInSeconds })
      if (verdict.next === 'give-up') break
      expect(verdict.at).toBeGreaterThan(now)
      now = verdict.at
    }
    expect(tries.at(-1)).toBe(maximumEventAgeInSeconds * 1_000 - 1_000)
    expect(tries.length).toBeLessThan(100)
  })
  fc.assert(property)
})
