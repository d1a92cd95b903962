import type { FunctionConfiguration } from '../../domain/function.ts'
import { type FunctionLogging, loggingOf } from '../../domain/function-logging.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import type { FunctionLogs } from '../../store/function-logs.ts'
import type { AnswerBody } from '../answer-body.ts'
import type { FunctionError } from '../error-payloads.ts'
import type { Invocation } from '../executor.ts'
import type { ExtensionStatus } from '../extensions/extension-session.ts'
import { createApplicationFilter } from '../logs/application-filter.ts'
import { createEnvironmentLog } from '../logs/environment-log.ts'
import type { FailureStatus } from '../logs/log-lines.ts'
import { logStreamName } from '../logs/log-stream-name.ts'
import type { OutputSink } from '../logs/output-lines.ts'
import type { InitDone, InitializationType } from '../logs/platform-events.ts'
import { createPlatformLines } from '../logs/platform-lines.ts'
import { failureStatus } from './ending.ts'
import type { Ending } from './exchange-line.ts'
import { runtimeVersion } from './runtime-version.ts'

export type InvocationLogDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly logs: FunctionLogs
}

export type Init = { readonly ending: Ending; readonly durationMs: number }

/** What an invocation came to, before it is told and logged. */
export type Outcome = {
  readonly result: AnswerBody | FunctionError
  readonly durationMs: number
  readonly maxMemoryKb: number
  readonly failure?: FailureStatus | undefined
}

/** The log of one environment, from its init to the REPORT of its last invocation. */
export type InvocationLog = {
  readonly group: string
  readonly stream: string
  /** What the function prints belongs to a new invocation from here on. */
  begin(): void
  initStart(): void
  initDone(init: Init, phase: InitDone['phase']): void
  start(invocation: Invocation): void
  note(text: string): void
  extensions(statuses: readonly ExtensionStatus[]): void
  /** Writes the last lines of an invocation. @returns what gives the tail of its log. */
  done(invocation: Invocation, outcome: Outcome, initDurationMs?: number): () => Uint8Array
  /** For what the process prints. */
  readonly output: OutputSink
}

export function createInvocationLog(
  deps: InvocationLogDeps,
  scope: Scope,
  configuration: FunctionConfiguration,
  initializationType: InitializationType,
): InvocationLog {
  const { clock, logs } = deps
  const logging: FunctionLogging = loggingOf(configuration)
  const stream = logStreamName(deps, configuration)
  const platform = createPlatformLines(logging, {
    ...configuration,
    logStream: stream,
    initializationType,
    runtime: runtimeVersion(scope.region, configuration.runtime),
  })
  const log = createEnvironmentLog(
    logs,
    clock,
    { ...scope, group: logging.group },
    stream,
    platform,
  )
  const keeps = createApplicationFilter(logging)
  const { timeoutSeconds } = configuration

  return {
    group: logging.group,
    stream,
    begin: log.begin,
    initStart: () => log.system(...platform.initStart(clock.now())),
    initDone({ ending, durationMs }, phase) {
      const failure = failureStatus(ending)
      const done = { durationMs, phase, ...(failure !== undefined && { failure }) }
      log.system(...platform.initDone(done, clock.now()))
    },
    start: ({ requestId }) => log.system(...platform.start(requestId, clock.now())),
    note: (text) => log.system(...platform.note(text, clock.now())),
    extensions(statuses) {
      for (const status of statuses) log.system(...platform.extension(status, clock.now()))
    },
    done({ requestId }, outcome, initDurationMs) {
      log.reportDropped()
      const at = clock.now()
      const done = () => ({ ...doneOf(outcome), requestId, timeoutSeconds, initDurationMs })
      log.close(() => platform.invocationDone(done(), at))
      return log.tail()
    },
    output: {
      lines: (texts) => log.output(texts.filter(keeps)),
      dropped: log.dropped,
      isFull: log.isFull,
    },
  }
}

function doneOf({ result, ...measured }: Outcome) {
  if ('error' in result) return { ...measured, error: result.error, producedBytes: () => 0 }
  return { ...measured, producedBytes: () => Buffer.byteLength(result.payload) }
}
