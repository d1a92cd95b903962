import type { Millis } from '../scope.ts'

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
const ASYNC_RETRIES = 2
const ASYNC_MAXIMUM_AGE: Millis = 21_600_000

/** One minute before the first retry, two before the second. */
const retryDelay = (failures: number): Millis => failures * 60_000

/**
 * Decides what follows a failed execution of an asynchronous invocation. Exhausted retries win over age when
 * both hold, and a retry that would start too late is given up at once (both recorded on AWS).
 */
export function judgeInvocation(failed: FailedInvocation): InvocationVerdict {
  const failures = failed.failuresBefore + 1
  if (failures > ASYNC_RETRIES) return { next: 'give-up', because: 'RetriesExhausted' }

  const at = failed.failedAt + retryDelay(failures)
  return isTooOld(failed.enqueuedAt, at)
    ? { next: 'give-up', because: 'EventAgeExceeded' }
    : { next: 'retry', at }
}

const SHORTEST_WAIT: Millis = 1_000
const LONGEST_WAIT: Millis = 300_000

/**
 * When to try again what could not be run for a reason that is not the function's; such a try does not
 * count. Waiting as long again as it has waited so far makes the waits grow exponentially, from one
 * second to five minutes, without a count.
 */
export function retryUncounted(enqueuedAt: Millis, now: Millis): Millis {
  return now + Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, now - enqueuedAt))
}

export function isTooOld(enqueuedAt: Millis, at: Millis): boolean {
  return at - enqueuedAt > ASYNC_MAXIMUM_AGE
}
