import type { ExtensionStatus } from '../extensions/extension-session.ts'

/*
 * The lines that Lambda itself writes into a function's log, each with its newline. Their form is that of
 * "Monitoring and troubleshooting Lambda functions", and of recorded logs.
 */
const MEBIBYTE_IN_KB = 1_024

export type FailureStatus = 'timeout' | { readonly errorType: string }

export type Report = {
  readonly requestId: string
  readonly durationMs: number
  /** Only on the invocation that followed a cold start. */
  readonly initDurationMs?: number | undefined
  readonly memorySizeMb: number
  readonly maxMemoryKb: number
  /** Why the environment, not the handler's own exception, ended the invocation. */
  readonly failure?: FailureStatus | undefined
}

export function initStartLine(runtime: string, versionArn: string): string {
  return `INIT_START Runtime Version: ${runtime}\tRuntime Version ARN: ${versionArn}\n`
}

export function initReportLine(
  durationMs: number,
  phase: 'init' | 'invoke',
  failure: FailureStatus | undefined,
): string {
  const fields = [`INIT_REPORT Init Duration: ${ms(durationMs)}`, `Phase: ${phase}`]
  return `${[...fields, ...statusFields(failure)].join('\t')}\n`
}

export function extensionLine({ name, state, events, errorType }: ExtensionStatus): string {
  const fields = [`EXTENSION\tName: ${name}`, `State: ${state}`, `Events: [${events.join(', ')}]`]
  if (errorType !== undefined) fields.push(`Error Type: ${errorType}`)
  return `${fields.join('\t')}\n`
}

export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}\n`
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`
}

export function reportLine(report: Report): string {
  const { durationMs, initDurationMs, memorySizeMb, failure } = report
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${ms(durationMs)}`,
    `Billed Duration: ${billedMs(durationMs, initDurationMs)} ms`,
    `Memory Size: ${memorySizeMb} MB`,
    `Max Memory Used: ${usedMemoryMb(report.maxMemoryKb, memorySizeMb)} MB`,
  ]
  if (initDurationMs !== undefined) fields.push(`Init Duration: ${ms(initDurationMs)}`)
  if (failure !== undefined) return `${[...fields, ...statusFields(failure)].join('\t')}\n`
  return `${fields.join('\t')}\t\n`
}

/** What is shown, rounded up; the init of a cold start is part of it. */
export function billedMs(durationMs: number, initDurationMs = 0): number {
  return Math.ceil(rounded(durationMs) + rounded(initDurationMs))
}

/** A runtime's own part of the memory is not the function's: never more than it may have. */
export function usedMemoryMb(maxMemoryKb: number, memorySizeMb: number): number {
  return Math.min(Math.ceil(maxMemoryKb / MEBIBYTE_IN_KB), memorySizeMb)
}

/** The older form of telling a time-out; tools still look for it. */
export function timedOutLine(at: number, requestId: string, timeoutSeconds: number): string {
  return `${new Date(at).toISOString()} ${requestId} ${timedOutText(timeoutSeconds)}\n`
}

export function timedOutText(timeoutSeconds: number): string {
  return `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
}

export function droppedOutputLine(bytes: number, limit: number): string {
  return `busbar: ${bytes} bytes of output were dropped; the log keeps ${limit} bytes per invocation\n`
}

function statusFields(failure: FailureStatus | undefined): string[] {
  if (failure === undefined) return []
  if (failure === 'timeout') return ['Status: timeout']
  return ['Status: error', `Error Type: ${failure.errorType}`]
}

function ms(duration: number): string {
  return `${duration.toFixed(2)} ms`
}

function rounded(duration: number): number {
  return Number(duration.toFixed(2))
}
