import type { Attempt, EndedInvocation } from '../domain/delivery/work.ts'
import type { Millis } from '../domain/scope.ts'
import type { Clock } from '../platform/clock.ts'
import type { Job } from './lanes.ts'
import type { Outcome } from './outcome.ts'

/** An attempt that has begun; ending it gives the outcome to be written down. */
export type OpenAttempt = {
  /** @param ended - with the last attempt of an invocation, what is kept of it. */
  end(
    outcome: Exclude<Attempt['outcome'], 'retrying'>,
    code?: string,
    message?: string,
    ended?: EndedInvocation,
  ): Extract<Outcome, { next: 'done' }>
  retry(at: Millis, code: string, message: string): Outcome
}

/** Kept for reading, not for parsing: a whole stack trace is not wanted here. */
const LONGEST_MESSAGE = 1_024

export function openAttempt({ claim }: Job, clock: Clock): OpenAttempt {
  const number = claim.attempts + 1
  const startedAt = clock.now()

  const attempt = (
    outcome: Attempt['outcome'],
    code?: string,
    message?: string,
    ended?: EndedInvocation,
  ): Attempt => ({
    number,
    startedAt,
    endedAt: clock.now(),
    outcome,
    ...(code !== undefined && { errorCode: code }),
    ...(message !== undefined && { errorMessage: message.slice(0, LONGEST_MESSAGE) }),
    ...(ended !== undefined && { ended }),
  })

  return {
    end: (...how) => ({ next: 'done', attempt: attempt(...how) }),
    retry: (at, code, message) => ({
      next: 'retry',
      at,
      attempt: attempt('retrying', code, message),
    }),
  }
}
