import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoff, LONGEST_BACKOFF } from '../../../../src/domain/delivery/backoff.ts'
import { judgeDelivery } from '../../../../src/domain/delivery/judge-delivery.ts'

const first = { retryable: true, retries: 0, failedAt: 0, acceptedAt: 0 }
const policy = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 }

it.each([
  ['the failure cannot heal', { retryable: false }, 'not-retryable'],
  ['the retries are used up', { retries: 2 }, 'retries-used-up'],
  ['the retry would start too late', { failedAt: 59_999 }, 'event-too-old'],
])('gives up when %s', (_when, change, because) => {
  expect(judgeDelivery({ ...first, ...change }, policy, 0.5)).toEqual({ next: 'give-up', because })
})

it('spreads the default 185 retries over about a day', () => {
  let failedAt = 0
  let retries = 0
  for (;;) {
    const verdict = judgeDelivery({ ...first, failedAt, retries }, {}, 0.49)
    if (verdict.next === 'give-up') {
      expect(verdict.because).toBe('retries-used-up')
      break
    }
    failedAt = verdict.at
    retries += 1
  }
  expect(retries).toBe(185)
  expect(failedAt).toBeGreaterThan(23 * 3_600_000)
})

it('never retries after the event has expired, nor before the failure', () => {
  const property = fc.property(
    fc.nat(200),
    fc.nat(120_000),
    fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    (retries, failedAt, jitter) => {
      const verdict = judgeDelivery(
        { ...first, retries, failedAt },
        { maximumEventAgeInSeconds: 60 },
        jitter,
      )
      if (verdict.next !== 'retry') return
      expect(verdict.at).toBeLessThan(60_000)
      expect(verdict.at).toBeGreaterThanOrEqual(failedAt)
    },
  )
  fc.assert(property)
})

it('doubles the ceiling of the wait until the longest one', () => {
  expect([0, 1, 2, 9, 10, 184].map((retries) => backoff(retries, 1))).toEqual([
    1_000,
    2_000,
    4_000,
    512_000,
    LONGEST_BACKOFF,
    LONGEST_BACKOFF,
  ])
})
