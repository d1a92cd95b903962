import { expect, it } from 'vitest'
import { createScheduler } from '../../../src/delivery/scheduler.ts'
import type { ReadyEvent } from '../../../src/domain/event/ready-event.ts'
import type { Rule } from '../../../src/domain/rule.ts'
import { createActivity } from '../../../src/platform/activity.ts'
import { createClockControl } from '../../../src/platform/clock-control.ts'
import { createManualClock, type ManualClock } from '../../../src/platform/manual-clock.ts'
import { createMetrics } from '../../../src/platform/metrics.ts'
import { createSettle } from '../../../src/platform/settle.ts'
import { realTimers } from '../../../src/platform/timers.ts'
import { aRule, otherScope, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { createRecordingLogger } from '../../support/recording-logger.ts'
import { turn } from './dispatching.ts'

const START = Date.parse('2026-03-01T10:00:30Z')
const MINUTE = 60_000

/** Configuration and a clock that outlive schedulers, and a bus that knows its events. */
function openTown() {
  const config = createInMemoryConfigStore()
  const timeOfTown = createManualClock(START)
  const accepted = new Map<string, ReadyEvent>()
  const town = {
    config,
    clock: timeOfTown,
    accepted,
    /** How many of the next accepts fail. */
    failures: 0,
    fails: (_event: ReadyEvent) => false,
    waits: (_event: ReadyEvent): Promise<void> | undefined => undefined,
    tries: 0,
    /** @param clock - another than before, as a restart may have. */
    open(clock: ManualClock = timeOfTown) {
      const log = createRecordingLogger()
      const metrics = createMetrics()
      const activity = createActivity()
      const accept = async (event: ReadyEvent) => {
        town.tries += 1
        await town.waits(event)
        if (town.fails(event)) throw new Error('The event is too large.')
        if (town.failures > 0) {
          town.failures -= 1
          throw new Error('The disk is full.')
        }
        const isNew = !accepted.has(event.id)
        if (isNew) accepted.set(event.id, event)
        return isNew
      }
      const scheduler = createScheduler({ config, accept, clock, activity, metrics, log })
      const settle = createSettle({ activity, timers: realTimers, flush: async () => {} })
      const control = createClockControl(clock, settle)
      const advance = async (ms: number) => {
        expect(await control.advance(clock.now() + ms, 5_000)).toEqual({ settled: true })
      }
      return { scheduler, advance, log, metrics, activity }
    },
    put(change: Partial<Rule>, { account, region } = scope) {
      const { eventPattern: _pattern, ...rule } = aRule({
        name: 'tick',
        scheduleExpression: 'rate(1 minute)',
        scheduledFrom: timeOfTown.now(),
        ...change,
      })
      return config.put('rules', [account, region, rule.bus, rule.name], rule, 'any')
    },
    /** The ticks that fired, as minutes and seconds after the start. */
    fired: () => [...accepted.values()].map(({ text }) => JSON.parse(text).time.slice(14, 19)),
    cursor: async () =>
      (await config.get('schedule_cursors', [scope.account, scope.region, 'tick']))?.doc
        .firedThrough,
  }
  return town
}

it('fires each tick once, one period after the rule was put and from then on', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  await advance(MINUTE - 1)
  expect(town.fired()).toEqual([])
  await advance(1)
  expect(town.fired()).toEqual(['01:30'])
  await advance(2 * MINUTE)
  expect(town.fired()).toEqual(['01:30', '02:30', '03:30'])
  expect(town.tries).toBe(3)
  await scheduler.stop()
})

it('sends an event of the tick to the rule alone', async () => {
  const town = openTown()
  await town.put({ scheduleExpression: 'cron(5 10 * * ? *)' })
  const { scheduler, advance } = town.open()
  scheduler.start()
  await advance(5 * MINUTE)
  const [event] = town.accepted.values()
  expect(event).toMatchObject({ scope, bus: 'default', origin: 'schedule', onlyRule: 'tick' })
  expect(JSON.parse(event?.text ?? '')).toEqual({
    version: '0',
    id: event?.id,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: scope.account,
    time: '2026-03-01T10:05:00Z',
    region: scope.region,
    resources: [`arn:aws:events:${scope.region}:${scope.account}:rule/tick`],
    detail: {},
  })
  await scheduler.stop()
})

it('goes on after a restart where it stopped', async () => {
  const town = openTown()
  await town.put({})
  const first = town.open()
  first.scheduler.start()
  await first.advance(MINUTE)
  await first.scheduler.stop()
  expect(town.clock.nextDue()).toBeUndefined()

  const second = town.open()
  second.scheduler.start()
  await second.advance(MINUTE)
  expect(town.fired()).toEqual(['01:30', '02:30'])
  expect(town.tries).toBe(2)
  await second.scheduler.stop()
})

it('fires the latest of the ticks that were missed, and reports the others', async () => {
  const town = openTown()
  await town.put({})
  town.clock.set(START + 5 * MINUTE + 1)
  const { scheduler, advance, log, metrics } = town.open()
  scheduler.start()
  await advance(0)
  expect(town.fired()).toEqual(['05:30'])
  expect(log.lines).toMatchObject([
    {
      level: 'warn',
      fields: {
        rule: expect.stringContaining('rule/tick'),
        missed: 4,
        firedFor: expect.any(String),
      },
    },
  ])
  expect(metrics.render()).toContain('busbar_schedule_ticks_missed_total 4\n')
  await advance(MINUTE)
  expect(town.fired()).toEqual(['05:30', '06:30'])
  await scheduler.stop()
})

it('fires once when the clock is set far ahead', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  await turn()
  town.clock.set(START + 400 * 24 * 60 * MINUTE)
  await advance(0)
  expect(town.accepted.size).toBe(1)
  await advance(MINUTE)
  expect(town.accepted.size).toBe(2)
  await scheduler.stop()
})

it('fires two rules at the same minute, each for itself', async () => {
  const town = openTown()
  await town.put({ scheduleExpression: 'cron(* * * * ? *)' })
  await town.put({ name: 'other', scheduleExpression: 'cron(* * * * ? *)' })
  await town.put({ scheduleExpression: 'cron(* * * * ? *)' }, otherScope)
  const { scheduler, advance } = town.open()
  scheduler.start()
  await advance(MINUTE / 2)
  expect(town.fired()).toEqual(['01:00', '01:00', '01:00'])
  expect(new Set([...town.accepted.values()].map(({ onlyRule }) => onlyRule)).size).toBe(2)
  await scheduler.stop()
})

it('wakes earlier for a rule that is put while it waits for a later one', async () => {
  const town = openTown()
  await town.put({ name: 'slow', scheduleExpression: 'rate(1 day)' })
  const { scheduler, advance } = town.open()
  scheduler.start()
  await advance(10_000)
  await town.put({})
  await advance(MINUTE)
  expect(town.fired()).toEqual(['01:40'])
  await scheduler.stop()
})

it('does not fire a rule that is disabled or deleted, and goes on when it is enabled', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  await town.put({ state: 'DISABLED' })
  await advance(3 * MINUTE)
  expect(town.fired()).toEqual([])
  await town.put({ state: 'ENABLED' })
  await advance(MINUTE)
  expect(town.fired()).toEqual(['04:30'])
  await town.config.delete('rules', [scope.account, scope.region, 'default', 'tick'], 'any')
  await advance(3 * MINUTE)
  expect(town.fired()).toEqual(['04:30'])
  await scheduler.stop()
})

it('follows a changed expression from the change on', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  await advance(MINUTE)
  await town.put({ scheduleExpression: 'rate(5 minutes)' })
  await advance(6 * MINUTE)
  expect(town.fired()).toEqual(['01:30', '06:30'])
  await scheduler.stop()
})

it('does not fire a tick again when the targets of its rule change', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  await advance(MINUTE)
  await town.put({ scheduledFrom: START, targets: [{ id: '1', arn: 'arn' }] })
  await advance(MINUTE)
  expect(town.fired()).toEqual(['01:30', '02:30'])
  expect(town.tries).toBe(2)
  await scheduler.stop()
})

it('is not disturbed by a rule of the same name on another bus', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  const { scheduleExpression: _schedule, ...matching } = aRule({ name: 'tick', bus: 'orders' })
  const key = [scope.account, scope.region, 'orders', 'tick']
  await town.config.put('rules', key, matching, 'any')
  await advance(MINUTE)
  await town.config.delete('rules', key, 'any')
  await advance(MINUTE)
  expect(town.fired()).toEqual(['01:30', '02:30'])
  await scheduler.stop()
})

it('starts afresh with a rule that is put again after the clock went back', async () => {
  const town = openTown()
  await town.put({})
  const first = town.open()
  first.scheduler.start()
  await first.advance(3 * MINUTE)
  await first.scheduler.stop()

  // A server with a manual clock starts at the real time, wherever it had been moved to.
  const clock = createManualClock(START + MINUTE / 2)
  await town.put({ scheduledFrom: clock.now() })
  const second = town.open(clock)
  second.scheduler.start()
  await second.advance(MINUTE)
  expect(town.fired()).toEqual(['01:30', '02:30', '03:30', '02:00'])
  await second.scheduler.stop()
})

it('fires a tick that had fired in a life of the rule before', async () => {
  const town = openTown()
  const minutely = { scheduleExpression: 'cron(* * * * ? *)' }
  await town.put(minutely)
  const first = town.open()
  first.scheduler.start()
  await first.advance(MINUTE / 2)
  await first.scheduler.stop()
  await town.config.delete('rules', [scope.account, scope.region, 'default', 'tick'], 'any')

  const clock = createManualClock(START + 1)
  await town.put({ ...minutely, scheduledFrom: START + 1 })
  const second = town.open(clock)
  second.scheduler.start()
  await second.advance(MINUTE / 2)
  expect(town.fired()).toEqual(['01:00', '01:00'])
  await second.scheduler.stop()
})

it('leaves no cursor behind when its rule is deleted while it fires', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  const { put } = town.config
  town.config.put = async (collection, ...rest) => {
    if (collection === 'schedule_cursors') {
      await town.config.delete('rules', [scope.account, scope.region, 'default', 'tick'], 'any')
    }
    return put(collection, ...rest)
  }
  await advance(MINUTE)
  expect(town.fired()).toEqual(['01:30'])
  expect(await town.cursor()).toBeUndefined()
  await scheduler.stop()
})

it('fires on time whatever becomes of another schedule', async () => {
  const town = openTown()
  await town.put({ name: 'broken' })
  await town.put({ name: 'stuck' })
  await town.put({ scheduleExpression: 'cron(* * * * ? *)' })
  await town.put({ name: 'next', scheduledFrom: START + 2_000 })
  town.fails = ({ onlyRule }) => onlyRule === 'broken'
  const stuck = Promise.withResolvers<void>()
  town.waits = ({ onlyRule }) => (onlyRule === 'stuck' ? stuck.promise : undefined)
  const { scheduler, activity } = town.open()
  scheduler.start()
  for (const ms of [MINUTE / 2, MINUTE, MINUTE + 2_000]) {
    town.clock.set(START + ms)
    for (let turns = 0; turns < 20; turns += 1) await turn()
  }
  expect(town.fired()).toEqual(['01:00', '01:32'])
  expect(activity.running()).toEqual([{ label: 'schedules', count: 1 }])
  stuck.resolve()
  await activity.whenIdle()
  expect(town.fired()).toEqual(['01:00', '01:32', '01:30'])
  await scheduler.stop()
})

it('fires a little later when the event cannot be accepted at first', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance, log } = town.open()
  scheduler.start()
  town.failures = 1
  await advance(MINUTE)
  expect(town.fired()).toEqual([])
  expect(await town.cursor()).toBeUndefined()
  expect(log.lines).toMatchObject([{ level: 'error', message: 'a schedule could not fire' }])
  await advance(5_000)
  expect(town.fired()).toEqual(['01:30'])
  expect(await town.cursor()).toBe(START + MINUTE)
  await scheduler.stop()
})

it('repeats the event of a tick whose cursor could not be written, under the same id', async () => {
  const town = openTown()
  await town.put({})
  const { scheduler, advance } = town.open()
  scheduler.start()
  const { put } = town.config
  town.config.put = async () => {
    throw new Error('The disk is full.')
  }
  await advance(MINUTE)
  town.config.put = put
  await advance(5_000)
  expect(town.tries).toBe(2)
  expect(town.fired()).toEqual(['01:30'])
  expect(await town.cursor()).toBe(START + MINUTE)
  await scheduler.stop()
})
