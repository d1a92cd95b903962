import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSystemClock } from '../../../src/platform/system-clock.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const HOUR = 3_600_000
const never = new AbortController().signal

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'], now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Sets the wall clock alone, as an administrator or a long sleep of the machine does. */
const setWall = (to: number) => vi.setSystemTime(to)

it('goes on with the time', () => {
  const clock = createSystemClock()
  expect(clock.now()).toBe(START)
  vi.advanceTimersByTime(1_234)
  expect(clock.now()).toBe(START + 1_234)
})

it('follows a wall clock that is set forward', () => {
  const clock = createSystemClock()
  setWall(START + HOUR)
  expect(clock.now()).toBe(START + HOUR)
  vi.advanceTimersByTime(10)
  expect(clock.now()).toBe(START + HOUR + 10)
})

it('goes on as before when the wall clock is set back', () => {
  const clock = createSystemClock()
  vi.advanceTimersByTime(5_000)
  setWall(START - HOUR)
  expect(clock.now()).toBe(START + 5_000)
  vi.advanceTimersByTime(1_000)
  expect(clock.now()).toBe(START + 6_000)
})

it('never goes back, whatever the wall clock does', () => {
  let steady = 0.1
  let wall = START
  vi.spyOn(performance, 'now').mockImplementation(() => steady)
  vi.spyOn(Date, 'now').mockImplementation(() => wall)
  const clock = createSystemClock()
  let before = clock.now()
  for (let step = 0; step < 2_000; step += 1) {
    steady += (step % 7) * 0.013
    wall += [-HOUR, 0, 2_000, HOUR + 1_001][step % 4] ?? 0
    const now = clock.now()
    expect(now).toBeGreaterThanOrEqual(before)
    before = now
  }
})

it('sleeps until the time, not less', async () => {
  const clock = createSystemClock()
  let woken: number | undefined
  const sleep = clock.sleepUntil(START + 90_000, never).then(() => {
    woken = clock.now()
  })
  await vi.advanceTimersByTimeAsync(89_999)
  expect(woken).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  await sleep
  expect(woken).toBe(START + 90_000)
})

it('sleeps for longer than a timer can', async () => {
  const clock = createSystemClock()
  const days = 40 * 24 * HOUR
  let isAwake = false
  const sleep = clock.sleepUntil(START + days, never).then(() => {
    isAwake = true
  })
  await vi.advanceTimersByTimeAsync(days - 1_000)
  expect(isAwake).toBe(false)
  await vi.advanceTimersByTimeAsync(1_000)
  await sleep
}, 30_000)

it('notices within half a minute that the wall clock was set past the time', async () => {
  const clock = createSystemClock()
  const sleep = clock.sleepUntil(START + HOUR, never)
  setWall(START + 2 * HOUR)
  await vi.advanceTimersByTimeAsync(30_000)
  await sleep
  expect(clock.now()).toBe(START + 2 * HOUR + 30_000)
})

it('sleeps as long as it was to sleep when the wall clock is set back meanwhile', async () => {
  const clock = createSystemClock()
  const sleep = clock.sleepUntil(START + 60_000, never)
  setWall(START - HOUR)
  await vi.advanceTimersByTimeAsync(60_000)
  await sleep
})

it('lets a sleeper go when its signal aborts, and refuses one that is aborted already', async () => {
  const clock = createSystemClock()
  const abort = new AbortController()
  const sleep = clock.sleepUntil(START + HOUR, abort.signal)
  abort.abort(new Error('enough'))
  await expect(sleep).rejects.toThrow('enough')
  expect(vi.getTimerCount()).toBe(0)
  await expect(clock.sleepUntil(START, abort.signal)).rejects.toThrow('enough')
  await expect(clock.sleepUntil(START + 1, abort.signal)).rejects.toThrow('enough')
})
