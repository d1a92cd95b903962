import { expect, it } from 'vitest'
import { isTooOld, judgeInvocation } from '../../../../src/domain/delivery/judge-invocation.ts'

it.each([
  ['one minute after the first failure', 0, 60_000],
  ['two minutes after the second', 1, 120_000],
])('retries %s', (_when, failuresBefore, delay) => {
  const verdict = judgeInvocation({ failuresBefore, failedAt: 1_000, enqueuedAt: 0 })
  expect(verdict).toEqual({ next: 'retry', at: 1_000 + delay })
})

it('gives up after two retries', () => {
  const verdict = judgeInvocation({ failuresBefore: 2, failedAt: 0, enqueuedAt: 0 })
  expect(verdict).toEqual({ next: 'give-up', because: 'RetriesExhausted' })
})

it('gives up at once when the retry would start after six hours', () => {
  const failedAt = 6 * 3_600_000 - 59_999
  expect(judgeInvocation({ failuresBefore: 0, failedAt, enqueuedAt: 0 })).toEqual({
    next: 'give-up',
    because: 'EventAgeExceeded',
  })
  expect(isTooOld(0, 6 * 3_600_000)).toBe(false)
})
