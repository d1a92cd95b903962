import type { Millis } from '../domain/scope.ts'
import type { Activity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { EventLog } from '../store/event-log.ts'
import type { FunctionLogs } from '../store/function-logs.ts'

const EVERY: Millis = 600_000
const HOUR: Millis = 3_600_000
const LOG_BYTES = 256 * 1024 ** 2
/** Small steps, so that nobody who wants to write waits long. */
const STEP = 500

type PruneParts = {
  readonly events: EventLog
  readonly logs: FunctionLogs
  readonly kept: { readonly hours: number; readonly eventBytes: number }
  readonly clock: Clock
  readonly activity: Activity
  readonly log: Logger
}

/**
 * Keeps a day of history, or as long as is set, until the signal aborts. How large it may grow is up to
 * the store with each event, and enforced here for what could not go then.
 */
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

async function pruneOnce(parts: PruneParts, signal: AbortSignal): Promise<void> {
  const { events, logs, kept, clock } = parts
  const before = clock.now() - kept.hours * HOUR
  await logs.prune({ before, maxBytes: LOG_BYTES })
  const options = { before, maxBytes: kept.eventBytes, limit: STEP }
  while (!signal.aborted && (await events.prune(options)) > 0);
}
