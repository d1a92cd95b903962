import { functionArn } from '../domain/arn.ts'
import { isTooOld, judgeInvocation, retryUncounted } from '../domain/delivery/judge-invocation.ts'
import type { AsyncInvocation } from '../domain/delivery/work.ts'
import { NotSupported, Unavailable } from '../domain/faults.ts'
import { loopText, newTraceHeader, stepInto, withoutLineage } from '../domain/lineage.ts'
import { mayInvokeFor, mayNotInvokeText } from '../domain/policy/rule-permission.ts'
import type { Executor } from '../execution/executor.ts'
import type { FunctionRegistry } from '../execution/function-registry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { EventLog } from '../store/event-log.ts'
import type { Job } from './lanes.ts'
import { type OpenAttempt, openAttempt } from './open-attempt.ts'
import type { Outcome } from './outcome.ts'
import { shapedPayload } from './shaped-payload.ts'

const NOT_RUNNABLE = 'Runtime.InvalidConfiguration'

type InvocationParts = {
  readonly functions: FunctionRegistry
  readonly executor: Executor
  readonly events: EventLog
  readonly clock: Clock
  /** Draws where a weighted alias leads, and names new traces. */
  readonly random: Random
  /** `enforce`: a rule needs a permission in the function's policy. */
  readonly policies: 'report' | 'enforce'
}

/** One attempt at an asynchronous invocation: resolve the function, shape its payload, run it, judge. */
export function createInvocationRunner(parts: InvocationParts) {
  const { functions, executor, events, clock, random, policies } = parts

  return async function runInvocation(job: Job): Promise<Outcome> {
    const { work } = job.claim
    if (work.kind !== 'invocation') throw new Error(`A ${work.kind} is not an invocation.`)
    const attempt = openAttempt(job, clock)
    if (isTooOld(job.claim.enqueuedAt, clock.now())) {
      return attempt.end(
        'dropped',
        'EventAgeExceeded',
        'The event waited longer than its maximum age.',
      )
    }
    // With every attempt again: an alias that points elsewhere by now leads there.
    const { name, qualifier } = work.function
    const resolved = await functions.resolve(work.function, name, qualifier, random.fraction())
    if (!resolved) return attempt.end('failed', 'NO_RESOURCE', notFoundText(work))
    // Asked once: what a function's queue has taken over is not asked about again.
    const isNew = job.claim.attempts === 0
    if (policies === 'enforce' && isNew && work.via && !mayInvokeFor(work.via, resolved.function)) {
      return attempt.end('failed', 'NO_PERMISSIONS', mayNotInvokeText(work.via))
    }
    const fn = functionArn(work.function, name)
    const step = stepInto(traceOf(work), fn, newTraceHeader(clock.now(), random.uuid()))
    if (step.isLoop && resolved.function.recursiveLoop !== 'Allow') {
      return attempt.end('dropped', 'RecursiveInvocation', loopText(fn))
    }
    const payload = await shapedPayload(job, work.via, events)
    if (!payload.ok) return attempt.end('failed', payload.code, payload.message)

    try {
      const result = await executor.invoke(
        {
          requestId: job.claim.id,
          scope: work.function,
          configuration: resolved.configuration,
          invokedArn: work.invokedArn,
          payload: payload.text,
          traceHeader: step.traceHeader,
        },
        'asynchronous',
      )
      return result.error ? afterFailure(job, attempt, result.error) : attempt.end('succeeded')
    } catch (error) {
      // The server stops, has no process left or misses the code: not the function's failure.
      if (error instanceof Unavailable) {
        return { next: 'release', at: retryUncounted(job.claim.enqueuedAt, clock.now()) }
      }
      if (error instanceof NotSupported) return attempt.end('failed', NOT_RUNNABLE, error.message)
      throw error
    }
  }

  function afterFailure(
    { claim }: Job,
    attempt: OpenAttempt,
    error: { type: string; message: string },
  ): Outcome {
    const verdict = judgeInvocation({
      failuresBefore: claim.attempts,
      failedAt: clock.now(),
      enqueuedAt: claim.enqueuedAt,
    })
    if (verdict.next === 'give-up') return attempt.end('failed', error.type, error.message)
    return attempt.retry(verdict.at, error.type, error.message)
  }
}

/** AWS does not follow chains of invocations through event buses. */
function traceOf({ via, traceHeader }: AsyncInvocation): string | undefined {
  return via ? withoutLineage(traceHeader) : traceHeader
}

function notFoundText({ function: fn }: AsyncInvocation): string {
  return `Function not found: ${functionArn(fn, fn.name, fn.qualifier)}`
}
