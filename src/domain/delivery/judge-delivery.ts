import type { Millis } from '../scope.ts'
import type { RetryPolicy } from '../target.ts'
import { backoff } from './backoff.ts'

export type FailedDelivery = {
  /** Whether trying again can help; a target that does not exist never heals. */
  readonly retryable: boolean
  /** Counted attempts before this one. */
  readonly retries: number
  readonly failedAt: Millis
  /** When the event bus accepted the event; not the event's own `time`. */
  readonly acceptedAt: Millis
}

export type DeliveryVerdict =
  | { readonly next: 'retry'; readonly at: Millis }
  | {
      readonly next: 'give-up'
      readonly because: 'not-retryable' | 'retries-used-up' | 'event-too-old'
    }

const DEFAULT_RETRY_POLICY = {
  maximumRetryAttempts: 185,
  maximumEventAgeInSeconds: 86_400,
} as const satisfies Required<RetryPolicy>

/**
 * Decides what follows a failed delivery attempt.
 *
 * @param jitter - fraction in [0, 1) that spreads retries; drawn by the caller, so that equal inputs
 *   give equal verdicts.
 */
export function judgeDelivery(
  attempt: FailedDelivery,
  policy: RetryPolicy,
  jitter: number,
): DeliveryVerdict {
  if (!attempt.retryable) return { next: 'give-up', because: 'not-retryable' }
  const { maximumRetryAttempts, maximumEventAgeInSeconds } = { ...DEFAULT_RETRY_POLICY, ...policy }
  if (attempt.retries >= maximumRetryAttempts)
    return { next: 'give-up', because: 'retries-used-up' }

  const at = attempt.failedAt + backoff(attempt.retries, jitter)
  // A retry that could only start after expiry is given up now instead of being parked until then.
  const tooOld = at >= attempt.acceptedAt + maximumEventAgeInSeconds * 1_000
  return tooOld ? { next: 'give-up', because: 'event-too-old' } : { next: 'retry', at }
}
