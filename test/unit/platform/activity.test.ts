import { expect, it } from 'vitest'
import { createActivity } from '../../../src/platform/activity.ts'
import { createSettle } from '../../../src/platform/settle.ts'
import { realTimers } from '../../../src/platform/timers.ts'

const settleOn = (activity: ReturnType<typeof createActivity>) =>
  createSettle({ activity, timers: realTimers, flush: async () => {} })

it('names what runs until it has ended', () => {
  const activity = createActivity()
  const endFirst = activity.begin('invocations')
  const endSecond = activity.begin('invocations')
  expect(activity.running()).toEqual([{ label: 'invocations', count: 2 }])
  endFirst()
  endFirst()
  expect(activity.running()).toEqual([{ label: 'invocations', count: 1 }])
  endSecond()
  expect(activity.isIdle()).toBe(true)
})

it('settles only after work that begets work', async () => {
  const activity = createActivity()
  const done: number[] = []
  const work = (left: number): Promise<void> =>
    activity.track('work', new Promise((resolve) => setImmediate(resolve))).then(() => {
      done.push(left)
      if (left > 1) void work(left - 1)
    })
  void work(5)
  expect(await settleOn(activity)(5_000)).toEqual({ settled: true })
  expect(done).toEqual([5, 4, 3, 2, 1])
})

it('says what still runs when the time is up', async () => {
  const activity = createActivity()
  activity.begin('invocations')
  expect(await settleOn(activity)(1)).toEqual({
    settled: false,
    running: [{ label: 'invocations', count: 1 }],
  })
})
