import { join } from 'node:path'
import type { Timers } from '../../platform/timers.ts'
import { wallClockNow } from '../../platform/wall-clock.ts'
import type { ProcessRecords } from '../environment/process-records.ts'
import type { OutputSink } from '../logs/output-lines.ts'
import { type ExtensionProcess, startExtensionProcess } from './extension-process.ts'
import { ExtensionRegister, MOST_EXTENSIONS } from './extension-register.ts'
import type { ExtensionSession, ExtensionStatus, ShutdownReason } from './extension-session.ts'
import { extensionsFolder } from './extensions-in.ts'

/** "Shutdown phase": with external extensions there are two seconds. */
const SHUTDOWN_MS = 2_000

/** Why an environment is of no more use, in the words that its function's caller is told. */
export type ExtensionFailure = { readonly errorType: string; readonly reason: string }

/** What became of waiting; `undefined` when it was worth it. */
export type Waited = ExtensionFailure | 'timed-out' | undefined

export type ExtensionHostDeps = {
  readonly timers: Timers
  readonly records: ProcessRecords
  readonly uuid: () => string
}

export type Programs = {
  readonly names: readonly string[]
  readonly layersRoot: string
  readonly variables: Readonly<Record<string, string>>
  readonly output: OutputSink
}

/** The extensions of one environment: starts their programs, and waits for them where Lambda does. */
export class ExtensionHost {
  readonly register: ExtensionRegister
  readonly #deps: ExtensionHostDeps
  readonly #processes = new Map<ExtensionSession, ExtensionProcess>()
  readonly #watchers = new Set<() => void>()
  #failure: ExtensionFailure | undefined
  #shutdown: Promise<void> | undefined
  #isFrozen = false

  constructor(deps: ExtensionHostDeps) {
    this.#deps = deps
    this.register = new ExtensionRegister(deps.uuid, () => this.#changed())
  }

  get failure(): ExtensionFailure | undefined {
    return this.#failure
  }

  statuses(): readonly ExtensionStatus[] {
    return this.register.statuses()
  }

  /** Starts the programs, and waits until each has registered. */
  async start(programs: Programs, address: string, limitMs: number): Promise<Waited> {
    const variables = variablesOf(programs.variables, address)
    for (const name of programs.names) {
      const session = this.register.expect(name)
      const { external } = this.register
      if (external.length > MOST_EXTENSIONS) {
        return this.#failToLaunch(session, 'TooManyExtensions', 'ErrTooManyExtensions')
      }
      const file = join(extensionsFolder(programs.layersRoot), name)
      const started = await this.#launch(file, variables, programs.output)
      if (started instanceof Error) {
        const type = started.code === 'EACCES' ? 'PermissionDenied' : 'UnknownError'
        const reason = `fork/exec /opt/extensions/${name}: ${REASONS.get(started.code) ?? started.code}`
        return this.#failToLaunch(session, type, reason)
      }
      this.#watch(session, started)
    }
    return this.#until(() => this.register.external.every((one) => one.isRegistered), limitMs)
  }

  async #launch(file: string, variables: Readonly<Record<string, string>>, output: OutputSink) {
    try {
      return await startExtensionProcess(this.#deps.records, output, { file, variables })
    } catch (error) {
      // Some failures of `spawn` are thrown, others told of.
      if (error instanceof Error && 'code' in error) return error as NodeJS.ErrnoException
      throw error
    }
  }

  #failToLaunch(session: ExtensionSession, type: string, reason: string): ExtensionFailure {
    session.launchError(type)
    return this.#fail({ errorType: 'Extension.LaunchError', reason })
  }

  #watch(session: ExtensionSession, process: ExtensionProcess): void {
    this.#processes.set(session, process)
    void process.ended.then((reason) => {
      this.#processes.delete(session)
      if (this.#shutdown === undefined) this.#fail({ errorType: crashOf(session), reason })
      else this.#changed()
    })
  }

  /** The first one counts. */
  #fail(failure: ExtensionFailure): ExtensionFailure {
    this.#failure ??= failure
    this.#changed()
    return this.#failure
  }

  /** The runtime is ready: waits until each extension has asked for its first event. */
  async ready(limitMs: number): Promise<Waited> {
    this.register.close()
    return this.#until(() => this.register.all.every((one) => one.isReady), limitMs)
  }

  /** Tells those that want to know of an invocation. */
  invoke(invocation: {
    readonly requestId: string
    readonly invokedArn: string
    readonly remainingMs: number
    readonly traceHeader?: string | undefined
  }): void {
    const { requestId, invokedArn, remainingMs, traceHeader } = invocation
    for (const session of this.register.all) {
      session.hand({
        eventType: 'INVOKE',
        deadlineMs: Math.round(wallClockNow() + remainingMs),
        requestId,
        invokedFunctionArn: invokedArn,
        ...(traceHeader !== undefined && {
          tracing: { type: 'X-Amzn-Trace-Id', value: traceHeader },
        }),
      })
    }
  }

  /** Waits until those that were told of an invocation have asked for the next event. */
  async idle(limitMs: number): Promise<Waited> {
    return this.#until(
      () => this.register.all.every((one) => one.isReady || !one.wants('INVOKE')),
      limitMs,
    )
  }

  /** Calls back once an extension has failed. @returns what takes that back. */
  onFailure(callback: (failure: ExtensionFailure) => void): () => void {
    const forget = () => void this.#watchers.delete(watcher)
    const watcher = () => {
      if (this.#failure === undefined) return
      forget()
      callback(this.#failure)
    }
    this.#watchers.add(watcher)
    watcher()
    return forget
  }

  freeze(): void {
    this.#isFrozen = true
    for (const process of this.#processes.values()) process.signal('SIGSTOP')
  }

  thaw(): void {
    if (!this.#isFrozen) return
    this.#isFrozen = false
    for (const process of this.#processes.values()) process.signal('SIGCONT')
  }

  /**
   * Tells those that want to know that all is over, and ends the others at once. Who is still there after two
   * seconds is ended too.
   *
   * @returns when none is left. Only the first reason counts.
   */
  shutdown(reason: ShutdownReason): Promise<void> {
    this.#shutdown ??= this.#end(reason)
    return this.#shutdown
  }

  async #end(shutdownReason: ShutdownReason): Promise<void> {
    const deadlineMs = Math.round(wallClockNow() + SHUTDOWN_MS)
    this.thaw()
    for (const [session, process] of this.#processes) {
      if (session.wants('SHUTDOWN')) {
        session.hand({ eventType: 'SHUTDOWN', deadlineMs, shutdownReason })
      } else process.signal('SIGKILL')
    }
    const left = await this.#waitFor(() => this.#processes.size === 0, SHUTDOWN_MS)
    if (left === undefined) return
    for (const process of this.#processes.values()) process.signal('SIGKILL')
    await Promise.all([...this.#processes.values()].map(({ ended }) => ended))
  }

  async #until(isSo: () => boolean, limitMs: number): Promise<Waited> {
    const timedOut = await this.#waitFor(() => this.#failure !== undefined || isSo(), limitMs)
    return this.#failure ?? timedOut
  }

  #waitFor(isSo: () => boolean, limitMs: number): Promise<'timed-out' | undefined> {
    return new Promise((resolve) => {
      const end = (outcome: 'timed-out' | undefined) => {
        this.#watchers.delete(watcher)
        stopTimer()
        resolve(outcome)
      }
      const watcher = () => isSo() && end(undefined)
      const stopTimer = this.#deps.timers.after(Math.max(limitMs, 0), () => end('timed-out'))
      this.#watchers.add(watcher)
      watcher()
    })
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}

/** Go's words for why a program does not start. */
const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ['EACCES', 'permission denied'],
  ['ENOENT', 'no such file or directory'],
  ['ENOEXEC', 'exec format error'],
])

/** One that had said before that it would exit did not crash. */
function crashOf({ status }: ExtensionSession): string {
  if (status.state === 'InitError') return 'Extension.InitError'
  return status.state === 'ExitError' ? 'Extension.ExitError' : 'Extension.Crash'
}

/** An extension sees what its function does, but for what is the runtime's own. */
function variablesOf(
  variables: Readonly<Record<string, string>>,
  address: string,
): Record<string, string> {
  const own = Object.entries(variables).filter(
    ([name]) => !name.startsWith('_') && name !== 'AWS_XRAY_CONTEXT_MISSING',
  )
  return { ...Object.fromEntries(own), AWS_LAMBDA_RUNTIME_API: address }
}
