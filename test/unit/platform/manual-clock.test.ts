import { expect, it } from 'vitest'
import { createManualClock } from '../../../src/platform/manual-clock.ts'

const never = new AbortController().signal

it('wakes sleepers in the order of their times, and not before', async () => {
  const clock = createManualClock(0)
  const woken: number[] = []
  const sleeps = [30, 10, 20].map((at) => clock.sleepUntil(at, never).then(() => woken.push(at)))
  clock.set(9)
  expect(clock.nextDue()).toBe(10)
  clock.set(25)
  await Promise.all(sleeps.slice(1))
  expect(woken).toEqual([10, 20])
  clock.set(30)
  await Promise.all(sleeps)
  expect(woken).toEqual([10, 20, 30])
  expect(clock.nextDue()).toBeUndefined()
})

it('does not go back', () => {
  const clock = createManualClock(10)
  expect(() => clock.set(9)).toThrow(RangeError)
})

it('lets a sleeper go when its signal aborts', async () => {
  const clock = createManualClock(0)
  const abort = new AbortController()
  const sleep = clock.sleepUntil(5, abort.signal)
  abort.abort(new Error('enough'))
  await expect(sleep).rejects.toThrow('enough')
  expect(clock.nextDue()).toBeUndefined()
})
