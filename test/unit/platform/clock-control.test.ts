import { expect, it } from 'vitest'
import { createActivity } from '../../../src/platform/activity.ts'
import { createClockControl } from '../../../src/platform/clock-control.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { createSettle } from '../../../src/platform/settle.ts'
import { realTimers } from '../../../src/platform/timers.ts'

const never = new AbortController().signal
const turn = () => new Promise((resolve) => setImmediate(resolve))

function open() {
  const clock = createManualClock(0)
  const activity = createActivity()
  let flushes = 0
  const flush = async () => {
    flushes += 1
  }
  const settle = createSettle({ activity, timers: realTimers, flush })
  return { clock, activity, control: createClockControl(clock, settle), flushes: () => flushes }
}

it('stops at every instant at which something is due, and lets it settle', async () => {
  const { clock, activity, control } = open()
  const seen: number[] = []
  const every = async (ms: number) => {
    for (;;) {
      await clock.sleepUntil(clock.now() + ms, never)
      const at = clock.now()
      // What is due takes its time; the clock stands still meanwhile.
      await activity.track('work', turn())
      expect(clock.now()).toBe(at)
      seen.push(at)
    }
  }
  void every(30)
  void every(50)
  expect(await control.advance(100, 5_000)).toEqual({ settled: true })
  expect(seen).toEqual([30, 50, 60, 90, 100])
  expect(control.now()).toBe(100)
})

it('jumps over what is due between when it is set', async () => {
  const { clock, control } = open()
  const seen: number[] = []
  for (const at of [10, 20]) void clock.sleepUntil(at, never).then(() => seen.push(clock.now()))
  control.set(100)
  await turn()
  expect(seen).toEqual([100, 100])
})

it('settles before it moves at all', async () => {
  const { activity, control, clock } = open()
  const end = activity.begin('invocations')
  expect(await control.advance(100, 1)).toEqual({
    settled: false,
    running: [{ label: 'invocations', count: 1 }],
  })
  expect(clock.now()).toBe(0)
  end()
})

it('goes far in one step past upkeep, and lets it happen on arrival', async () => {
  const { clock, activity, control } = open()
  const seen: number[] = []
  const upkeep = async () => {
    for (;;) {
      await clock.sleepUntil(clock.now() + 10, never, 'upkeep')
      await activity.track('upkeep', turn())
      seen.push(clock.now())
    }
  }
  void upkeep()
  void clock.sleepUntil(500, never)
  expect(await control.advance(1e12, 10_000)).toEqual({ settled: true })
  expect(seen).toEqual([500, 1e12])
})

it('gives up when the time is up though all settles, since there is always more to come', async () => {
  const { clock, control } = open()
  const forever = async () => {
    for (;;) await clock.sleepUntil(clock.now() + 1, never)
  }
  void forever()
  expect(await control.advance(1e9, 20)).toEqual({ settled: false, running: [] })
  expect(clock.now()).toBeGreaterThan(0)
  expect(clock.now()).toBeLessThan(1e9)
})

it('is content when somebody else has moved the clock further', async () => {
  const { control } = open()
  const [near, far] = await Promise.all([control.advance(50, 5_000), control.advance(200, 5_000)])
  expect([near, far]).toEqual([{ settled: true }, { settled: true }])
  expect(control.now()).toBe(200)
})
