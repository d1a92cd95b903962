import { ruleArn } from '../domain/arn.ts'
import type { AcceptEvent } from '../domain/event/ready-event.ts'
import { scheduledEventText } from '../domain/event/scheduled-event.ts'
import { DEFAULT_BUS } from '../domain/event-bus.ts'
import { missedTicks } from '../domain/schedule/fire-times.ts'
import type { Millis } from '../domain/scope.ts'
import type { Activity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { ConfigStore } from '../store/config-store.ts'
import { createAlarm } from './alarm.ts'
import { createScheduleBook, type ScheduledRule } from './schedule-book.ts'
import { tickEventId } from './tick-event-id.ts'

type SchedulerParts = {
  readonly config: ConfigStore
  readonly accept: AcceptEvent
  readonly clock: Clock
  readonly activity: Activity
  readonly metrics: Metrics
  readonly log: Logger
}

const AFTER_TROUBLE: Millis = 5_000

/**
 * Fires the schedules of rules, each tick once: the tick names the event, and the cursor moves only after
 * the event is accepted. What a sleeping server missed is made up for by the latest tick alone.
 */
export function createScheduler(parts: SchedulerParts) {
  const { config, accept, clock, activity, metrics, log } = parts
  const missedTotal = metrics.counter(
    'busbar_schedule_ticks_missed_total',
    'Ticks that passed while the server was down or its clock was moved, and were not fired.',
  )
  const alarm = createAlarm(clock)
  const book = createScheduleBook(config, alarm.ringBy)
  let stopping = false
  let running: Promise<void> = Promise.resolve()
  const all = new Set<Promise<void>>()

  async function run(): Promise<void> {
    while (!stopping) {
      for (const rule of book.takeDue(clock.now())) start(rule)
      await alarm.wait(book.nextAt())
    }
  }

  /** Nobody waits for it: a schedule that cannot fire, or not at once, delays no other. */
  function start(rule: ScheduledRule): void {
    const firing = activity.track('schedules', tryToFire(rule)).finally(() => all.delete(firing))
    all.add(firing)
  }

  async function tryToFire(rule: ScheduledRule): Promise<void> {
    try {
      await fire(rule)
    } catch (error) {
      log.error('a schedule could not fire', { rule: rule.name, error })
      book.postpone(rule, clock.now() + AFTER_TROUBLE)
    }
  }

  async function fire(rule: ScheduledRule): Promise<void> {
    const now = clock.now()
    const ticks = missedTicks(rule.expression, rule.firedThrough, now, rule.anchor)
    // Nothing up to now: its next time lies ahead, or this would be asked again at once, forever.
    if (!ticks) return book.advance(rule, now)
    const { scope, name } = rule
    const arn = ruleArn(scope, DEFAULT_BUS, name)
    const id = tickEventId(arn, rule.anchor, ticks.latest)
    await accept({
      scope,
      bus: DEFAULT_BUS,
      id,
      text: scheduledEventText(scope, id, arn, ticks.latest),
      origin: 'schedule',
      acceptedAt: now,
      onlyRule: name,
    })
    await moveCursor(rule, ticks.latest)
    book.advance(rule, ticks.latest)
    report(arn, ticks.count - 1, ticks.latest)
  }

  async function moveCursor(rule: ScheduledRule, firedThrough: Millis): Promise<void> {
    const cursor = { firedThrough, scheduledFrom: rule.anchor }
    await config.put('schedule_cursors', rule.key, cursor, 'any')
    // Whoever deleted the rule meanwhile may have found no cursor to delete with it.
    if (!book.has(rule)) await config.delete('schedule_cursors', rule.key, 'any')
  }

  function report(rule: string, missed: number, firedFor: Millis): void {
    if (missed === 0) return
    missedTotal.add(missed)
    log.warn('schedule ticks were missed; the latest one fired', {
      rule,
      missed,
      firedFor: new Date(firedFor).toISOString(),
    })
  }

  return {
    start() {
      running = run()
    },
    async stop() {
      stopping = true
      alarm.stop()
      await Promise.all([running, ...all])
    },
  }
}
