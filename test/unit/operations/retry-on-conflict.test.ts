import { expect, it } from 'vitest'
import { retryOnConflict } from '../../../src/operations/retry-on-conflict.ts'
import { RevisionConflict } from '../../../src/store/config-store.ts'

/** Fails with the error as often as told, then succeeds. */
function failing(times: number, error: Error) {
  const attempt = async () => {
    attempt.runs += 1
    if (attempt.runs <= times) throw error
    return 'done'
  }
  attempt.runs = 0
  return attempt
}

it('runs again after a conflict', async () => {
  const attempt = failing(3, new RevisionConflict())
  expect(await retryOnConflict(attempt)).toBe('done')
  expect(attempt.runs).toBe(4)
})

it('gives up when the conflicts do not end', async () => {
  const attempt = failing(Number.POSITIVE_INFINITY, new RevisionConflict())
  await expect(retryOnConflict(attempt)).rejects.toMatchObject({ kind: 'concurrent-modification' })
  expect(attempt.runs).toBe(25)
})

it('passes every other error on at once', async () => {
  const attempt = failing(1, new TypeError('broken'))
  await expect(retryOnConflict(attempt)).rejects.toThrow('broken')
  expect(attempt.runs).toBe(1)
})
