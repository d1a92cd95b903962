import type { FunctionConfiguration } from '../../domain/function.ts'
import type { AnswerBody } from '../answer-body.ts'
import {
  exitError,
  exitReason,
  type FunctionError,
  platformError,
  responseTooLargeError,
  timeoutError,
} from '../error-payloads.ts'
import type { Invocation } from '../executor.ts'
import type { FailureStatus } from '../logs/log-lines.ts'
import type { Ending } from './exchange-line.ts'

const INVALID_ENTRYPOINT = 'Runtime.InvalidEntrypoint'

/** Only for what the platform ended: an exception of the handler is not a failure of its environment. */
export function failureStatus(ending: Ending): FailureStatus | undefined {
  switch (ending.type) {
    case 'timed-out':
      return 'timeout'
    case 'out-of-memory':
      return { errorType: 'Runtime.OutOfMemory' }
    case 'exited':
      return { errorType: 'Runtime.ExitError' }
    case 'invalid-entrypoint':
      return { errorType: INVALID_ENTRYPOINT }
    case 'extension-failed':
      return { errorType: ending.errorType }
    case 'too-large':
      return { errorType: 'Function.ResponseSizeTooLarge' }
    case 'failed':
      if (!ending.exits) return undefined
      return { errorType: ending.platformErrorType ?? ending.errorType }
    default:
      return undefined
  }
}

/** What the caller of the function gets. */
export function resultOf(
  ending: Ending,
  { requestId }: Invocation,
  { timeoutSeconds }: FunctionConfiguration,
): AnswerBody | FunctionError {
  switch (ending.type) {
    case 'succeeded':
      return ending.bytes
        ? { payload: ending.payload, bytes: ending.bytes }
        : { payload: ending.payload }
    case 'failed':
      return {
        payload: ending.payload,
        error: { type: ending.errorType, message: ending.errorMessage },
      }
    case 'timed-out':
      return timeoutError(requestId, timeoutSeconds)
    case 'too-large':
      return responseTooLargeError()
    case 'out-of-memory':
      return exitError(requestId, exitReason(null, 'SIGKILL'))
    case 'invalid-entrypoint':
      return platformError(INVALID_ENTRYPOINT, `RequestId: ${requestId} Error: ${ending.reason}`)
    case 'extension-failed':
      return platformError(ending.errorType, `RequestId: ${requestId} Error: ${ending.reason}`)
    default:
      return 'exitCode' in ending
        ? exitError(requestId, exitReason(ending.exitCode, ending.signal))
        : { payload: 'null' }
  }
}
