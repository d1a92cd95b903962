import { expect, it } from 'vitest'
import { pruneHistory } from '../../../src/delivery/prune-history.ts'
import { createActivity } from '../../../src/platform/activity.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { createInMemoryFunctionLogs } from '../../support/in-memory-function-logs.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { createRecordingLogger } from '../../support/recording-logger.ts'
import { turn } from './dispatching.ts'

const TEN_MINUTES = 600_000
const DAY = 86_400_000

function open() {
  const clock = createManualClock(DAY)
  const activity = createActivity()
  const log = createRecordingLogger()
  const { events } = createInMemoryStore()
  const asked = { logs: [] as number[], events: [] as number[] }
  let steps = 3
  events.prune = async ({ before }) => {
    asked.events.push(before)
    steps -= 1
    return steps > 0 ? 500 : 0
  }
  const logs = createInMemoryFunctionLogs()
  logs.prune = async ({ before }) => void asked.logs.push(before)
  const stopped = new AbortController()
  const kept = { hours: 24, eventBytes: 1e9 }
  const run = pruneHistory({ events, logs, kept, clock, activity, log }, stopped.signal)
  return { clock, activity, log, events, asked, stop: () => stopped.abort(), run }
}

it('prunes what is older than a day every ten minutes, in steps until nothing is left to prune', async () => {
  const { clock, asked, activity, stop, run } = open()
  await turn()
  expect(asked).toEqual({ logs: [], events: [] })
  clock.set(DAY + TEN_MINUTES)
  await turn()
  const before = TEN_MINUTES
  expect(asked).toEqual({ logs: [before], events: [before, before, before] })
  expect(activity.isIdle()).toBe(true)
  clock.set(DAY + 2 * TEN_MINUTES)
  await turn()
  expect(asked.logs).toEqual([before, 2 * before])
  stop()
  await run
  expect(clock.nextDue()).toBeUndefined()
})

it('goes on after a failure, which it reports', async () => {
  const { clock, asked, events, log, stop, run } = open()
  const { prune } = events
  events.prune = () => Promise.reject(new Error('no'))
  clock.set(DAY + TEN_MINUTES)
  await turn()
  expect(log.lines).toMatchObject([{ level: 'error', message: 'history could not be pruned' }])
  events.prune = prune
  clock.set(DAY + 2 * TEN_MINUTES)
  await turn()
  expect(asked.events).toHaveLength(3)
  stop()
  await run
})

it('ends between two steps when it is stopped', async () => {
  const { clock, events, stop, run } = open()
  let steps = 0
  events.prune = async () => {
    steps += 1
    if (steps === 5) stop()
    return 1
  }
  clock.set(DAY + TEN_MINUTES)
  await run
  expect(steps).toBe(5)
})
