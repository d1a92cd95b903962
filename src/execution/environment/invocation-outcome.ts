import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Invocation } from '../executor.ts'
import { failureStatus, resultOf } from './ending.ts'
import type { Ending } from './exchange-line.ts'
import type { Outcome } from './invocation-log.ts'
import type { InvokeOrder } from './messages.ts'

const KB = 1_024

/** What a process is told of an invocation. */
export function orderOf(invocation: Invocation, remainingMs: number): InvokeOrder {
  const { requestId, payload, invokedArn, clientContext, traceHeader, response } = invocation
  return {
    type: 'invoke',
    requestId,
    payload,
    invokedArn,
    remainingMs,
    clientContext,
    traceHeader,
    streamLimitBytes: response?.limitBytes,
  }
}

/**
 * What the caller and the log are told of how an invocation ended.
 *
 * @param seenBytes - the most that its process, and what that started, was seen to hold.
 */
export function outcomeOf(
  ending: Ending,
  invocation: Invocation,
  configuration: FunctionConfiguration,
  durationMs: number,
  seenBytes: number,
): Outcome {
  return {
    result: resultOf(ending, invocation, configuration),
    durationMs,
    maxMemoryKb: maxMemoryKb(ending, configuration, seenBytes),
    failure: failureStatus(ending),
  }
}

/** A process that used up its memory used all of it; what it started counts as far as it was seen. */
function maxMemoryKb(
  ending: Ending,
  { memorySizeMb }: FunctionConfiguration,
  seenBytes: number,
): number {
  if (ending.type === 'out-of-memory') return memorySizeMb * KB
  const seenKb = Math.ceil(seenBytes / KB)
  return 'maxRssKb' in ending ? Math.max(ending.maxRssKb, seenKb) : seenKb
}
