import type { Millis } from '../domain/scope.ts'
import type { Activity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { EventLog } from '../store/event-log.ts'
import type { FunctionLogs } from '../store/function-logs.ts'

const EVERY: Millis = 600_000
const KEPT_FOR: Millis = 86_400_000
const EVENT_BYTES = 1024 ** 3
const LOG_BYTES = 256 * 1024 ** 2
/** Small steps, so that nobody who wants to write waits long. */
const STEP = 500

type PruneParts = {
  readonly events: EventLog
  readonly logs: FunctionLogs
  readonly clock: Clock
  readonly activity: Activity
  readonly log: Logger
}

/** Keeps a day of history, or less when it is large, until the signal aborts. */
export async function pruneHistory(parts: PruneParts, signal: AbortSignal): Promise<void> {
  const { clock, activity, log } = parts
  for (;;) {
    try {
      await clock.sleepUntil(clock.now() + EVERY, signal, 'upkeep')
    } catch {
      return
    }
    try {
      await activity.track('pruning', pruneOnce(parts, signal))
    } catch (error) {
      log.error('history could not be pruned', { error })
    }
  }
}

async function pruneOnce({ events, logs, clock }: PruneParts, signal: AbortSignal): Promise<void> {
  const before = clock.now() - KEPT_FOR
  await logs.prune({ before, maxBytes: LOG_BYTES })
  const options = { before, maxBytes: EVENT_BYTES, limit: STEP }
  while (!signal.aborted && (await events.prune(options)) > 0);
}
