import type { EventInvokeConfig } from '../event-invoke-config.ts'
import type { Millis } from '../scope.ts'

export type AsyncPolicy = Pick<
  EventInvokeConfig,
  'maximumRetryAttempts' | 'maximumEventAgeInSeconds'
>

export type FailedInvocation = {
  /** Executions that failed before this one. */
  readonly failuresBefore: number
  readonly failedAt: Millis
  readonly enqueuedAt: Millis
}

export type InvocationVerdict =
  | { readonly next: 'retry'; readonly at: Millis }
  | { readonly next: 'give-up'; readonly because: 'RetriesExhausted' | 'EventAgeExceeded' }

/** Source: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation". */
const DEFAULT_POLICY = {
  maximumRetryAttempts: 2,
  maximumEventAgeInSeconds: 21_600,
} as const satisfies Required<AsyncPolicy>

/** One minute before the first retry, two before the second. */
const retryDelay = (failures: number): Millis => failures * 60_000

/**
 * Decides what follows a failed execution of an asynchronous invocation. Exhausted retries win over age when
 * both hold, and a retry that would start too late is given up at once (both recorded on AWS).
 */
export function judgeInvocation(
  failed: FailedInvocation,
  policy: AsyncPolicy = {},
): InvocationVerdict {
  const failures = failed.failuresBefore + 1
  const { maximumRetryAttempts } = { ...DEFAULT_POLICY, ...policy }
  if (failures > maximumRetryAttempts) return { next: 'give-up', because: 'RetriesExhausted' }

  const at = failed.failedAt + retryDelay(failures)
  return isTooOld(failed.enqueuedAt, at, policy)
    ? { next: 'give-up', because: 'EventAgeExceeded' }
    : { next: 'retry', at }
}

const SHORTEST_WAIT: Millis = 1_000
const LONGEST_WAIT: Millis = 300_000

/**
 * When to try again what could not be run for a reason that is not the function's; such a try does not
 * count. Waiting as long again as it has waited so far makes the waits grow exponentially, from one
 * second to five minutes, without a count. The last try is a second before the event is too old.
 */
export function judgeUncounted(
  enqueuedAt: Millis,
  now: Millis,
  policy: AsyncPolicy = {},
): InvocationVerdict {
  const at = now + Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, now - enqueuedAt))
  if (!isTooOld(enqueuedAt, at, policy)) return { next: 'retry', at }
  const lastTry = expiryOf(enqueuedAt, policy) - SHORTEST_WAIT
  return now < lastTry
    ? { next: 'retry', at: lastTry }
    : { next: 'give-up', because: 'EventAgeExceeded' }
}

export function isTooOld(enqueuedAt: Millis, at: Millis, policy: AsyncPolicy = {}): boolean {
  return at >= expiryOf(enqueuedAt, policy)
}

function expiryOf(enqueuedAt: Millis, policy: AsyncPolicy): Millis {
  const { maximumEventAgeInSeconds } = { ...DEFAULT_POLICY, ...policy }
  return enqueuedAt + maximumEventAgeInSeconds * 1_000
}
