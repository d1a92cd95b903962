import type { Activity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Random } from '../platform/random.ts'
import type { Timers } from '../platform/timers.ts'

/** What every engine is built on. */
export type PlatformParts = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly metrics: Metrics
  readonly activity: Activity
  readonly log: Logger
}
