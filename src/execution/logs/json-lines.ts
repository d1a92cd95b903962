import { isSystemLevelLogged, type SystemLogLevel } from '../../domain/function-logging.ts'
import type { Millis } from '../../domain/scope.ts'
import { billedMs, type FailureStatus, usedMemoryMb } from './log-lines.ts'
import type { InvocationDone, LogSubject, PlatformLines } from './platform-events.ts'

/**
 * The platform's lines of a function that logs JSON: the records of the Telemetry API ("Lambda Telemetry
 * API Event schema reference"), each at the level of "Log-level filtering", system log level event mapping.
 */
export function createJsonLines(subject: LogSubject, least: SystemLogLevel): PlatformLines {
  const { initializationType, version, memorySizeMb } = subject
  const line = (level: SystemLogLevel, at: Millis, type: string, record: object) =>
    isSystemLevelLogged(level, least)
      ? [`${JSON.stringify({ time: new Date(at).toISOString(), type, record })}\n`]
      : []

  return {
    initStart: (at) => line('INFO', at, 'platform.initStart', initStartRecord(subject)),
    initDone({ durationMs, phase, failure }, at) {
      const facts = { initializationType, phase, ...statusOf(failure) }
      const good = initializationType === 'on-demand' ? 'DEBUG' : 'INFO'
      return [
        ...line(failure ? 'WARN' : 'DEBUG', at, 'platform.initRuntimeDone', facts),
        ...line(failure ? 'WARN' : good, at, 'platform.initReport', {
          ...facts,
          metrics: { durationMs: thousandths(durationMs) },
        }),
      ]
    },
    start: (requestId, at) => line('INFO', at, 'platform.start', { requestId, version }),
    invocationDone: (done, at) => [
      ...line(done.failure ? 'WARN' : 'DEBUG', at, 'platform.runtimeDone', {
        requestId: done.requestId,
        ...statusOf(done.failure),
        metrics: {
          durationMs: thousandths(done.durationMs),
          producedBytes: done.producedBytes(),
        },
      }),
      ...line(done.failure ? 'WARN' : 'INFO', at, 'platform.report', {
        requestId: done.requestId,
        metrics: reportMetrics(done, memorySizeMb),
        ...statusOf(done.failure),
      }),
    ],
    outputDropped: (droppedBytes, limit, at) =>
      line('WARN', at, 'platform.logsDropped', {
        reason: `The log keeps ${limit} bytes per invocation.`,
        droppedBytes,
      }),
    extension: ({ name, state, events, errorType }, at) =>
      line(errorType ? 'WARN' : 'INFO', at, 'platform.extension', {
        ...{ name, state, events },
        ...(errorType !== undefined && { errorType }),
      }),
    note: (message, at) => line('WARN', at, 'busbar.note', { message }),
  }
}

function initStartRecord({ initializationType, runtime, ...subject }: LogSubject): object {
  return {
    initializationType,
    phase: 'init',
    ...(runtime && { runtimeVersion: runtime.version, runtimeVersionArn: runtime.versionArn }),
    functionName: subject.functionName,
    functionVersion: subject.version,
    instanceId: subject.logStream,
    instanceMaxMemory: subject.memorySizeMb * 1_024 * 1_024,
  }
}

function reportMetrics(done: InvocationDone, memorySizeMb: number): object {
  const { durationMs, initDurationMs, maxMemoryKb } = done
  return {
    durationMs: thousandths(durationMs),
    billedDurationMs: billedMs(durationMs, initDurationMs),
    memorySizeMB: memorySizeMb,
    maxMemoryUsedMB: usedMemoryMb(maxMemoryKb, memorySizeMb),
    ...(initDurationMs !== undefined && { initDurationMs: thousandths(initDurationMs) }),
  }
}

function statusOf(failure: FailureStatus | undefined): object {
  if (failure === undefined) return { status: 'success' }
  if (failure === 'timeout') return { status: 'timeout' }
  return { status: 'error', errorType: failure.errorType }
}

function thousandths(ms: number): number {
  return Number(ms.toFixed(3))
}
