import { Unavailable } from '../../domain/faults.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import { loggingOf } from '../../domain/function-logging.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import type { Timers } from '../../platform/timers.ts'
import type { FunctionLogs } from '../../store/function-logs.ts'
import type { AnswerBody } from '../answer-body.ts'
import type { Environment } from '../environment/environment.ts'
import {
  type FunctionError,
  platformError,
  responseTooLargeError,
  timeoutError,
} from '../error-payloads.ts'
import type { Invocation, InvocationResult } from '../executor.ts'
import { createEnvironmentLog, type EnvironmentLog } from '../logs/environment-log.ts'
import type { FailureStatus } from '../logs/log-lines.ts'
import { logStreamName } from '../logs/log-stream-name.ts'
import type { PlatformLines } from '../logs/platform-events.ts'
import { createPlatformLines } from '../logs/platform-lines.ts'
import { type ContainerAnswer, callContainer } from './container-client.ts'
import { errorInBody } from './error-in-body.ts'

const OK = 200
/** How the emulator tells that its runtime ended, and that it has timed out by its own limit. */
const BAD_GATEWAY = 502
const TIMED_OUT = /^Task timed out after \d+\.00 seconds$/

export type RemoteEnvironmentDeps = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly logs: FunctionLogs
}

type Outcome = {
  readonly result: AnswerBody | FunctionError
  readonly failure?: FailureStatus
}

/** A container that somebody else runs: busbar sends it events, and keeps its own lines of the log. */
export class RemoteEnvironment implements Environment {
  readonly #deps: RemoteEnvironmentDeps
  readonly #configuration: FunctionConfiguration
  readonly #url: string
  readonly #log: EnvironmentLog
  readonly #platform: PlatformLines
  readonly #ending = new AbortController()

  constructor(
    deps: RemoteEnvironmentDeps,
    scope: Scope,
    configuration: FunctionConfiguration,
    url: string,
  ) {
    const { clock, logs } = deps
    this.#deps = deps
    this.#configuration = configuration
    this.#url = url
    const logging = loggingOf(configuration)
    const logStream = logStreamName(deps, configuration)
    const initializationType = 'on-demand'
    const { runtime: _containersOwn, ...subject } = configuration
    this.#platform = createPlatformLines(logging, { ...subject, logStream, initializationType })
    const group = { ...scope, group: logging.group }
    this.#log = createEnvironmentLog(logs, clock, group, logStream, this.#platform)
  }

  get isUsable(): boolean {
    return !this.#ending.signal.aborted
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const { timers, clock } = this.#deps
    const { timeoutSeconds, version, memorySizeMb } = this.#configuration
    const { requestId } = invocation
    this.#log.begin()
    this.#log.system(...this.#platform.start(requestId, clock.now()))
    const startedAt = timers.mono()
    const answer = await this.#call(invocation, timeoutSeconds * 1_000)
    if (!this.isUsable) throw new Unavailable('The execution environment was ended.')
    const { result, failure } = this.#outcome(answer, requestId)
    const durationMs = Math.min(timers.mono() - startedAt, timeoutSeconds * 1_000)
    const done = {
      requestId,
      durationMs,
      timeoutSeconds,
      // The emulator reports the size as the use, since it cannot know better; nor can we.
      maxMemoryKb: memorySizeMb * 1_024,
      ...(failure !== undefined && { failure }),
      ...('error' in result && { error: result.error }),
      producedBytes: () => ('error' in result ? 0 : Buffer.byteLength(result.payload)),
    }
    this.#log.system(...this.#platform.invocationDone(done, clock.now()))
    const logTail = this.#log.tail()
    return { ...result, executedVersion: version, logTail, durationMs }
  }

  async end(): Promise<void> {
    this.#ending.abort()
  }

  async #call(invocation: Invocation, timeoutMs: number): Promise<ContainerAnswer> {
    const { payload, clientContext, traceHeader } = invocation
    const timedOut = new AbortController()
    const cancel = this.#deps.timers.after(timeoutMs, () => timedOut.abort())
    const answer = await callContainer({
      url: this.#url,
      payload,
      headers: {
        ...(clientContext !== undefined && {
          'X-Amz-Client-Context': Buffer.from(clientContext).toString('base64'),
        }),
        ...(traceHeader !== undefined && { 'X-Amzn-Trace-Id': traceHeader }),
      },
      signal: AbortSignal.any([timedOut.signal, this.#ending.signal]),
    })
    cancel()
    return answer
  }

  #outcome(answer: ContainerAnswer, requestId: string): Outcome {
    const { timeoutSeconds } = this.#configuration
    const timeout = { result: timeoutError(requestId, timeoutSeconds), failure: 'timeout' } as const
    switch (answer.type) {
      case 'aborted':
        return timeout
      case 'too-large':
        return failed(responseTooLargeError())
      case 'unreachable':
        return failed(unreachable(requestId, `${this.#url} cannot be reached (${answer.reason})`))
      default:
        if (answer.status === OK && TIMED_OUT.test(answer.body.payload)) return timeout
        return this.#answered(answer, requestId)
    }
  }

  #answered({ status, body }: { status: number; body: AnswerBody }, requestId: string): Outcome {
    const error = errorInBody(body.payload)
    if (error !== undefined) {
      const result = { payload: body.payload, error }
      return status === OK ? { result } : { ...failed(result) }
    }
    if (status === OK) return { result: body }
    const reason =
      status === BAD_GATEWAY ? 'the runtime has ended' : `the container answered ${status}`
    return failed(unreachable(requestId, `${this.#url}: ${reason}`))
  }
}

function unreachable(requestId: string, reason: string): FunctionError {
  return platformError('Runtime.ContainerError', `RequestId: ${requestId} Error: ${reason}`)
}

function failed(result: FunctionError): Outcome {
  return { result, failure: { errorType: result.error.type } }
}
