import { functionArn, parseArn } from '../domain/arn.ts'
import { isTooOld, judgeInvocation, judgeUncounted } from '../domain/delivery/judge-invocation.ts'
import type { AsyncInvocation, RuleTarget } from '../domain/delivery/work.ts'
import { eventInvokeConfigOf } from '../domain/event-invoke-config.ts'
import { NotSupported, Throttled, Unavailable } from '../domain/faults.ts'
import { newTraceHeader, stepInto, withoutLineage } from '../domain/lineage.ts'
import { mayInvokeFor, mayNotInvokeText } from '../domain/policy/rule-permission.ts'
import type { Executor, Invocation } from '../execution/executor.ts'
import type { FunctionRegistry, ResolvedFunction } from '../execution/function-registry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { EventLog } from '../store/event-log.ts'
import { createInvocationEnder, type Ended, keptOf } from './end-invocation.ts'
import {
  type Failure,
  functionError,
  notFound,
  notFoundText,
  notRunnable,
  recursive,
  success,
  tooOld,
  zeroReserved,
} from './invocation-endings.ts'
import type { Job } from './lanes.ts'
import { openAttempt } from './open-attempt.ts'
import { NOT_BEGUN, type Outcome } from './outcome.ts'
import { type ShapedPayload, shapedPayload } from './shaped-payload.ts'
import type { Slot } from './slot.ts'

type InvocationParts = {
  readonly functions: FunctionRegistry
  readonly executor: Executor
  readonly events: EventLog
  readonly clock: Clock
  /** Draws where a weighted alias leads, and names new traces and what goes to destinations. */
  readonly random: Random
  /** `enforce`: a rule needs a permission in the function's policy. */
  readonly policies: 'report' | 'enforce'
}

export type InvocationRunner = (job: Job, slot: Slot) => Promise<Outcome | typeof NOT_BEGUN>

/**
 * One attempt at an asynchronous invocation: resolve the function, shape its payload, run it, judge. What
 * counts is the function, and its settings, as they are at the time of the attempt.
 */
export function createInvocationRunner(parts: InvocationParts): InvocationRunner {
  const { functions, executor, events, clock, random, policies } = parts
  const endInvocation = createInvocationEnder({ clock, random })

  return async function runInvocation(job, slot) {
    const { claim } = job
    const { work } = claim
    if (work.kind !== 'invocation') throw new Error(`A ${work.kind} is not an invocation.`)
    const attempt = openAttempt(job, clock)
    // With every attempt again: an alias that points elsewhere by now leads there.
    const { name, qualifier } = work.function
    const resolved = await functions.resolve(work.function, name, qualifier, random.fraction())
    const fn = resolved?.function ?? (await functions.find(work.function, name))?.function
    const config = fn && eventInvokeConfigOf(fn, qualifier)
    let shaped: Promise<ShapedPayload> | undefined
    const shape = () => {
      shaped ??= shapedPayload(job, work.via, events)
      return shaped
    }
    const arn = functionArn(work.function, name)
    // All attempts of an invocation are one trace.
    const step = stepInto(traceOf(work), arn, newTraceHeader(claim.enqueuedAt, claim.id))
    const { traceHeader } = step
    const payload = async () => textOf(await shape())
    const ended: Ended = { claim, work, attempt, config, traceHeader, payload }

    // The rule's side of the way: the function's queue takes over what gets past it, and what does not has
    // no record. Asked once.
    const isNew = claim.attempts === 0
    const refusal = isNew && work.via ? refuseRule(work, work.via, resolved) : undefined
    if (refusal) return attempt.end('failed', ...refusal, keptOf(claim, work))

    if (isTooOld(claim.enqueuedAt, clock.now(), config)) return endInvocation(ended, tooOld(claim))
    if (fn?.reservedConcurrency === 0) return endInvocation(ended, zeroReserved(claim))
    if (!resolved) return afterFailure(ended, notFound(work))
    if (step.isLoop && resolved.function.recursiveLoop !== 'Allow') {
      return endInvocation(ended, recursive(claim, arn))
    }
    const input = await shape()
    if (!input.ok) {
      return attempt.end('failed', input.code, input.message, keptOf(claim, work))
    }

    try {
      const result = await invoke(
        {
          requestId: claim.id,
          scope: work.function,
          configuration: resolved.configuration,
          invokedArn: work.invokedArn,
          payload: input.text,
          traceHeader,
        },
        slot,
      )
      if (result === undefined) return NOT_BEGUN
      return result.error
        ? afterFailure(ended, functionError(result, result.error))
        : endInvocation(ended, success(result))
    } catch (error) {
      // A limit is reached, the server stops, has no process left or misses the code: not the function's failure.
      if (error instanceof Throttled) return afterRefusal(ended, 429, error)
      if (error instanceof Unavailable) return afterRefusal(ended, 500, error)
      if (error instanceof NotSupported) return endInvocation(ended, notRunnable(claim, error))
      throw error
    }
  }

  async function invoke(invocation: Invocation, slot: Slot) {
    if (slot.isShared) return executor.invokeAhead(invocation)
    const free = slot.keep()
    try {
      return await executor.invoke(invocation, 'asynchronous', free)
    } catch (error) {
      free()
      throw error
    }
  }

  function refuseRule(
    work: AsyncInvocation,
    via: RuleTarget,
    resolved: ResolvedFunction | undefined,
  ): [code: string, message: string] | undefined {
    if (!resolved) return ['NO_RESOURCE', notFoundText(work)]
    // Within one account, a missing permission is the doctor's to report.
    const isOwn = parseArn(via.ruleArn)?.account === work.function.account
    if (policies !== 'enforce' && isOwn) return undefined
    if (mayInvokeFor(via, resolved.function)) return undefined
    return ['NO_PERMISSIONS', mayNotInvokeText(via)]
  }

  function afterFailure(ended: Ended, failure: Failure): Promise<Outcome> | Outcome {
    const { claim, config, attempt } = ended
    const { attempts: failuresBefore, enqueuedAt } = claim
    const failed = { failuresBefore, failedAt: clock.now(), enqueuedAt }
    const verdict = judgeInvocation(failed, config)
    if (verdict.next === 'retry') return attempt.retry(verdict.at, failure.code, failure.message)
    const invokeCount = claim.attempts + 1
    return endInvocation(ended, {
      ...failure,
      outcome: 'failed',
      condition: verdict.because,
      invokeCount,
    })
  }

  /** It did not run, so nothing is counted; at last it is too old. */
  function afterRefusal(
    ended: Ended,
    statusCode: number,
    { message }: Error,
  ): Promise<Outcome> | Outcome {
    const { claim, config } = ended
    const verdict = judgeUncounted(claim.enqueuedAt, clock.now(), config)
    if (verdict.next === 'retry') return { next: 'release', at: verdict.at }
    return endInvocation(ended, {
      outcome: 'dropped',
      condition: verdict.because,
      code: verdict.because,
      message,
      invokeCount: claim.attempts,
      response: { statusCode },
    })
  }
}

/** AWS does not follow chains of invocations through event buses. */
function traceOf({ via, traceHeader }: AsyncInvocation): string | undefined {
  return via ? withoutLineage(traceHeader) : traceHeader
}

function textOf(payload: ShapedPayload): string {
  return payload.ok ? payload.text : 'null'
}
