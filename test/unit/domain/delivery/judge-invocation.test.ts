import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTooOld, judgeInvocation } from '../../../../src/domain/delivery/judge-invocation.ts'

const first = { failuresBefore: 0, failedAt: 1_000, enqueuedAt: 0 }
const tooOld = { next: 'give-up', because: 'EventAgeExceeded' }
const exhausted = { next: 'give-up', because: 'RetriesExhausted' }

it.each([
  ['one minute after the first failure', 0, 60_000],
  ['two minutes after the second', 1, 120_000],
])('retries %s', (_when, failuresBefore, delay) => {
  const verdict = judgeInvocation({ failuresBefore, failedAt: 1_000, enqueuedAt: 0 })
  expect(verdict).toEqual({ next: 'retry', at: 1_000 + delay })
})

it('gives up after two retries', () => {
  expect(judgeInvocation({ ...first, failuresBefore: 2 })).toEqual(exhausted)
})

it.each([0, 1, 2])('gives up after %d retries where so many are allowed', (retries) => {
  const policy = { maximumRetryAttempts: retries }
  const verdicts = [0, 1, 2].map((failuresBefore) =>
    judgeInvocation({ ...first, failuresBefore }, policy),
  )
  expect(verdicts.filter(({ next }) => next === 'retry')).toHaveLength(retries)
  expect(verdicts[retries]).toEqual(exhausted)
})

it('gives up at once when the retry would start after six hours', () => {
  const failedAt = 6 * 3_600_000 - 60_000
  expect(judgeInvocation({ ...first, failedAt })).toEqual(tooOld)
  expect(judgeInvocation({ ...first, failedAt: failedAt - 1 })).toMatchObject({ next: 'retry' })
  expect(isTooOld(0, 6 * 3_600_000 - 1)).toBe(false)
})

describe('with a maximum age of its own (recorded on AWS)', () => {
  it('gives up after one execution within 60 seconds, after two within 90', () => {
    const at = { failedAt: 0, enqueuedAt: 0 }
    const of = (maximumEventAgeInSeconds: number) => ({ maximumEventAgeInSeconds })
    expect(judgeInvocation({ ...at, failuresBefore: 0 }, of(60))).toEqual(tooOld)
    expect(judgeInvocation({ ...at, failuresBefore: 0 }, of(90))).toMatchObject({ next: 'retry' })
    const second = { ...at, failuresBefore: 1, failedAt: 60_000 }
    expect(judgeInvocation(second, of(90))).toEqual(tooOld)
  })

  it('lets exhausted retries win over age', () => {
    const policy = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 }
    expect(judgeInvocation(first, policy)).toEqual(exhausted)
  })
})

it('never retries when the event is too old by then, and never more often than allowed', () => {
  const policies = fc.record({
    maximumRetryAttempts: fc.integer({ min: 0, max: 2 }),
    maximumEventAgeInSeconds: fc.integer({ min: 60, max: 21_600 }),
  })
  const property = fc.property(policies, fc.nat({ max: 30_000_000 }), (policy, failedAt) => {
    for (const failuresBefore of [0, 1, 2]) {
      const verdict = judgeInvocation({ failuresBefore, failedAt, enqueuedAt: 0 }, policy)
      if (verdict.next !== 'retry') continue
      expect(verdict.at).toBeLessThan(policy.maximumEventAgeInSeconds * 1_000)
      expect(failuresBefore).toBeLessThan(policy.maximumRetryAttempts)
    }
  })
  fc.assert(property)
})
