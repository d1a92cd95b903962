import type { InvocationResult } from './executor.ts'
import { timedOutText } from './logs/log-lines.ts'

/** What Lambda allows: 6 MiB and a hundred bytes. */
export const MAX_RESPONSE_BYTES = 6_291_556

export type FunctionError = Required<Pick<InvocationResult, 'payload' | 'error'>>

export function timeoutError(requestId: string, timeoutSeconds: number): FunctionError {
  return platformError(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: ${timedOutText(timeoutSeconds)}`,
  )
}

export function exitError(requestId: string, reason: string): FunctionError {
  return platformError('Runtime.ExitError', `RequestId: ${requestId} Error: ${reason}`)
}

export function responseTooLargeError(): FunctionError {
  const type = 'Function.ResponseSizeTooLarge'
  const message = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`
  // Recorded in this order of members.
  const payload = JSON.stringify({ errorMessage: message, errorType: type })
  return { payload, error: { type, message } }
}

export function platformError(type: string, message: string): FunctionError {
  const payload = JSON.stringify({ errorType: type, errorMessage: message })
  return { payload, error: { type, message } }
}

/** Signals as Go names them, in which Lambda's supervisor is written. */
const SIGNALS = new Map<NodeJS.Signals, string>([
  ['SIGHUP', 'hangup'],
  ['SIGINT', 'interrupt'],
  ['SIGQUIT', 'quit'],
  ['SIGILL', 'illegal instruction'],
  ['SIGTRAP', 'trace/breakpoint trap'],
  ['SIGABRT', 'aborted'],
  ['SIGBUS', 'bus error'],
  ['SIGFPE', 'floating point exception'],
  ['SIGKILL', 'killed'],
  ['SIGUSR1', 'user defined signal 1'],
  ['SIGSEGV', 'segmentation fault'],
  ['SIGUSR2', 'user defined signal 2'],
  ['SIGPIPE', 'broken pipe'],
  ['SIGALRM', 'alarm clock'],
  ['SIGTERM', 'terminated'],
])

export function exitReason(exitCode: number | null, signal: NodeJS.Signals | null): string {
  const isSilent = signal === null && (exitCode === 0 || exitCode === null)
  if (isSilent) return 'Runtime exited without providing a reason'
  return `Runtime exited with error: ${exitStatus(exitCode, signal)}`
}

export function exitStatus(exitCode: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `signal: ${SIGNALS.get(signal) ?? signal.toLowerCase()}`
  return exitCode === 0 ? 'exit code 0' : `exit status ${exitCode}`
}
