import type { Millis } from '../../domain/scope.ts'
import type { ExtensionStatus } from '../extensions/extension-session.ts'
import type { FailureStatus } from './log-lines.ts'

export type InitializationType = 'on-demand' | 'provisioned-concurrency'

/** What the lines of one environment have in common. */
export type LogSubject = {
  readonly functionName: string
  readonly version: string
  readonly memorySizeMb: number
  readonly logStream: string
  readonly initializationType: InitializationType
  /** Absent for a container, which brings its own. */
  readonly runtime?: { readonly version: string; readonly versionArn: string }
}

export type InitDone = {
  readonly durationMs: number
  /** `invoke` for the second try of an init, on the invocation's own time. */
  readonly phase: 'init' | 'invoke'
  readonly failure?: FailureStatus
}

export type InvocationDone = {
  readonly requestId: string
  readonly durationMs: number
  /** Only on the invocation that followed a cold start. */
  readonly initDurationMs?: number | undefined
  readonly maxMemoryKb: number
  readonly timeoutSeconds: number
  /** Why the environment, not the handler's own exception, ended the invocation. */
  readonly failure?: FailureStatus | undefined
  /** What the caller is told of that. */
  readonly error?: { readonly type: string; readonly message: string }
  readonly producedBytes: () => number
}

/** What Lambda itself writes into a function's log, line by line, in the format the function asked for. */
export type PlatformLines = {
  initStart(at: Millis): readonly string[]
  initDone(done: InitDone, at: Millis): readonly string[]
  start(requestId: string, at: Millis): readonly string[]
  invocationDone(done: InvocationDone, at: Millis): readonly string[]
  outputDropped(bytes: number, limit: number, at: Millis): readonly string[]
  /** How far an extension came during the init. */
  extension(status: ExtensionStatus, at: Millis): readonly string[]
  /** Something of busbar's own. */
  note(text: string, at: Millis): readonly string[]
}
