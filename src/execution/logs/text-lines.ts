import {
  droppedOutputLine,
  endLine,
  extensionLine,
  initReportLine,
  initStartLine,
  reportLine,
  startLine,
  timedOutLine,
} from './log-lines.ts'
import type { InvocationDone, LogSubject, PlatformLines } from './platform-events.ts'

const TOLD_IN_OLD_FORM = ['Runtime.ExitError', 'Runtime.InvalidEntrypoint']

/** The platform's lines of a function that logs text. */
export function createTextLines(subject: LogSubject): PlatformLines {
  const { runtime, version, memorySizeMb, initializationType } = subject
  return {
    initStart: () => (runtime ? [initStartLine(runtime.version, runtime.versionArn)] : []),
    initDone({ durationMs, phase, failure }) {
      // An init on demand that went well is told in REPORT only.
      if (failure === undefined && initializationType === 'on-demand') return []
      return [initReportLine(durationMs, phase, failure)]
    },
    start: (requestId) => [startLine(requestId, version)],
    invocationDone: (done, at) => [
      ...failureLines(done, at),
      endLine(done.requestId),
      reportLine({ ...done, memorySizeMb }),
    ],
    outputDropped: (bytes, limit) => [droppedOutputLine(bytes, limit)],
    extension: (status) => [extensionLine(status)],
    note: (text) => [`${text}\n`],
  }
}

/** AWS's newer format tells these in REPORT alone; tools still look for the lines of the older one. */
function failureLines(done: InvocationDone, at: number): string[] {
  const { failure, error, requestId, timeoutSeconds } = done
  if (failure === undefined || error === undefined) return []
  if (failure === 'timeout') return [timedOutLine(at, requestId, timeoutSeconds)]
  if (!TOLD_IN_OLD_FORM.includes(error.type)) return []
  return [`${error.message}\n`, `${failure.errorType}\n`]
}
