import { expect, it } from 'vitest'
import { createActivity } from '../../../src/platform/activity.ts'
import { createSettle } from '../../../src/platform/settle.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('flushes once all is quiet, and leaves no timer behind', async () => {
  const activity = createActivity()
  const timers = createManualTimers()
  const steps: string[] = []
  const flush = async () => void steps.push('flushed')
  const settled = createSettle({ activity, timers, flush })(1_000)
  const end = activity.begin('work')
  for (let turns = 0; turns < 20; turns += 1) await turn()
  expect(steps).toEqual([])
  end()
  expect(await settled).toEqual({ settled: true })
  expect(steps).toEqual(['flushed'])
  expect(timers.count()).toBe(0)
})

it('waits for the flush as for everything else', async () => {
  const timers = createManualTimers()
  const never = () => new Promise<void>(() => {})
  const settled = createSettle({ activity: createActivity(), timers, flush: never })(1_000)
  for (let turns = 0; turns < 20; turns += 1) await turn()
  timers.fire()
  expect(await settled).toEqual({ settled: false, running: [] })
})

it('fails when what was written cannot be brought to where it is read', async () => {
  const flush = () => Promise.reject(new Error('no'))
  const timers = createManualTimers()
  const settle = createSettle({ activity: createActivity(), timers, flush })
  await expect(settle(1_000)).rejects.toThrow('no')
})
