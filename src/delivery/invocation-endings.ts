import { functionArn } from '../domain/arn.ts'
import type { AsyncInvocation } from '../domain/delivery/work.ts'
import { loopText } from '../domain/lineage.ts'
import { LATEST } from '../domain/qualifier.ts'
import type { InvocationResult } from '../execution/executor.ts'
import type { Claim } from '../store/work-queue.ts'
import type { Ending } from './end-invocation.ts'

const NOT_RUNNABLE = 'Runtime.InvalidConfiguration'

/** A failure that counts; how it ends depends on what the judge says. */
export type Failure = Required<Pick<Ending, 'code' | 'message' | 'response'>>

export function success({ payload, executedVersion }: InvocationResult): Ending {
  const response = { statusCode: 200, executedVersion, payload }
  // One, however many attempts there were: so AWS says (recorded).
  return { outcome: 'succeeded', condition: 'Success', invokeCount: 1, response }
}

export function functionError(
  { payload, executedVersion }: InvocationResult,
  { type, message }: { type: string; message: string },
): Failure {
  const response = {
    statusCode: 200,
    executedVersion,
    functionError: 'Unhandled',
    payload,
  } as const
  return { code: type, message, response }
}

export function notFound(work: AsyncInvocation): Failure {
  const response = { statusCode: 404 }
  return { code: 'NO_RESOURCE', message: notFoundText(work), response }
}

/** Too much was in front of it: for AWS it was throttled all the time. */
export function tooOld(claim: Claim): Ending {
  return {
    outcome: 'dropped',
    condition: 'EventAgeExceeded',
    code: 'EventAgeExceeded',
    message: 'The event waited longer than its maximum age.',
    invokeCount: claim.attempts,
    response: { statusCode: 429 },
  }
}

export function zeroReserved(claim: Claim): Ending {
  return {
    outcome: 'dropped',
    condition: 'ZeroReservedConcurrency',
    code: 'ZeroReservedConcurrency',
    message: 'The function was not invoked: its reserved concurrency is zero.',
    invokeCount: claim.attempts,
  }
}

export function recursive(claim: Claim, arn: string): Ending {
  return {
    outcome: 'dropped',
    condition: 'RecursiveInvocation',
    code: 'RecursiveInvocation',
    message: loopText(arn),
    invokeCount: claim.attempts,
    response: { statusCode: 400 },
  }
}

export function notRunnable(claim: Claim, { message }: Error): Ending {
  return {
    outcome: 'failed',
    condition: 'RetriesExhausted',
    code: NOT_RUNNABLE,
    message,
    invokeCount: claim.attempts,
    response: { statusCode: 500 },
  }
}

export function notFoundText({ function: fn }: AsyncInvocation): string {
  return `Function not found: ${functionArn(fn, fn.name, fn.qualifier ?? LATEST)}`
}
