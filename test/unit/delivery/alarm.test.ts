import { expect, it } from 'vitest'
import { createAlarm } from '../../../src/delivery/alarm.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('wakes at its time', async () => {
  const clock = createManualClock(0)
  const wait = createAlarm(clock).wait(10)
  clock.set(10)
  await wait
})

it('is brought forward while it waits', async () => {
  const clock = createManualClock(0)
  const alarm = createAlarm(clock)
  const wait = alarm.wait(100)
  alarm.ringBy(10)
  await turn()
  clock.set(10)
  await wait
})

it('remembers what was asked before it waited', async () => {
  const clock = createManualClock(0)
  const alarm = createAlarm(clock)
  alarm.ringBy(0)
  await alarm.wait(undefined)
})

it('waits without a time until it is told one', async () => {
  const clock = createManualClock(0)
  const alarm = createAlarm(clock)
  const wait = alarm.wait(undefined)
  expect(clock.nextDue()).toBeUndefined()
  alarm.ringBy(0)
  await wait
})

it('ends its wait when it is stopped', async () => {
  const alarm = createAlarm(createManualClock(0))
  const wait = alarm.wait(100)
  alarm.stop()
  await wait
})
