import { Unavailable } from '../../domain/faults.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Timers } from '../../platform/timers.ts'
import type { Invocation, InvocationResult } from '../executor.ts'
import type { Inspection } from '../inspection.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import { INIT_FAILURE, type LocalEnvironment } from './environment.ts'
import type { EnvironmentFacts } from './environment-facts.ts'
import type { Ending } from './exchange-line.ts'
import type { FunctionProcess, StartProcess } from './function-process.ts'
import {
  createInvocationLog,
  type Init,
  type InvocationLog,
  type InvocationLogDeps,
  type Outcome,
} from './invocation-log.ts'
import { orderOf, outcomeOf } from './invocation-outcome.ts'
import { createPace, type Pace } from './pace.ts'
import { createProcessSetup, type ProcessSetup, type ProcessSetupDeps } from './process-setup.ts'
import {
  createWorkspace,
  type Directories,
  type Workspace,
  type WorkspaceDeps,
} from './workspace.ts'

export type ProcessEnvironmentDeps = WorkspaceDeps &
  InvocationLogDeps &
  ProcessSetupDeps & {
    readonly timers: Timers
    readonly startProcess: StartProcess
    readonly inspection: Inspection
    /** How long the init may take before it is tried again inside the invocation. */
    readonly initLimitMs: number
    /** Whether its process stands still between two invocations, as on AWS. */
    readonly freezes: boolean
  }

/** Of an init ahead of any invocation; a longer time-out of the function gives it more. */
const LEAST_PROVISIONED_INIT_MS = 130_000
const MOST_PROVISIONED_INIT_MS = 900_000

/** A process that runs one version of a function, whatever its runtime. */
export class ProcessEnvironment implements LocalEnvironment {
  readonly #deps: ProcessEnvironmentDeps
  readonly #configuration: FunctionConfiguration
  readonly #onGone: () => void
  readonly #initializationType: InitializationType
  readonly #log: InvocationLog
  readonly #workspace: Workspace
  readonly #setup: (directories: Directories, initLimitMs: number) => ProcessSetup
  readonly #pace: Pace
  #process: FunctionProcess | undefined
  #starting: Promise<FunctionProcess> | undefined
  #isEnded = false
  /** What it runs has changed meanwhile. */
  #isOutdated = false
  #isInitialising = true
  /** Invocations that it has taken and not told of, or an init ahead of all. */
  #tasks = 0
  #invocations = 0
  #initDurationMs: number | undefined

  constructor(
    deps: ProcessEnvironmentDeps,
    scope: Scope,
    configuration: FunctionConfiguration,
    onGone: () => void,
    initializationType: InitializationType = 'on-demand',
  ) {
    this.#deps = deps
    this.#configuration = configuration
    this.#onGone = onGone
    this.#initializationType = initializationType
    this.#log = createInvocationLog(deps, scope, configuration, initializationType)
    this.#workspace = createWorkspace(deps, configuration, () => this.#outdate())
    this.#setup = createProcessSetup(deps, scope, configuration, this.#log, initializationType)
    this.#pace = createPace(deps.timers)
  }

  get isUsable(): boolean {
    return !this.#isEnded && !this.#isOutdated
  }

  async initialise(): Promise<string | undefined> {
    this.#tasks += 1
    try {
      this.#log.initStart()
      const init = await this.#init(this.#provisionedInitLimitMs())
      this.#log.initDone(init, 'init')
      if (init.ending.type === 'ready' && this.#process?.isAlive === true) {
        this.#initDurationMs = init.durationMs
        return undefined
      }
      void this.end()
      return INIT_FAILURE
    } catch (error) {
      void this.end()
      throw error
    } finally {
      this.#tasks -= 1
    }
  }

  #provisionedInitLimitMs(): number {
    const timeoutMs = this.#configuration.timeoutSeconds * 1_000
    return Math.min(Math.max(LEAST_PROVISIONED_INIT_MS, timeoutMs), MOST_PROVISIONED_INIT_MS)
  }

  facts(): EnvironmentFacts {
    const pid = this.#process?.pid
    const memoryBytes = this.#process?.measureMemoryBytes() ?? 0
    return {
      initializationType: this.#initializationType,
      isStarting: this.#isInitialising,
      ...(pid !== undefined && { pid }),
      memoryBytes,
      peakMemoryBytes: this.#process?.peakMemoryBytes ?? 0,
      invocations: this.#invocations,
      ...(this.#initDurationMs !== undefined && { initDurationMs: this.#initDurationMs }),
      logGroup: this.#log.group,
      logStream: this.#log.stream,
    }
  }

  invoke(invocation: Invocation): Promise<InvocationResult> {
    this.#pace.begin()
    const runtime = this.#process
    return this.#perform(() =>
      runtime === undefined ? this.#coldStart(invocation) : this.#warmStart(runtime, invocation),
    )
  }

  get mostAhead(): number {
    const isReady = this.isUsable && !this.#deps.freezes && this.#process?.takesAhead === true
    return isReady ? this.#pace.mostAhead() : 0
  }

  get hasRoomAhead(): boolean {
    return this.#tasks <= this.mostAhead
  }

  invokeAhead(invocation: Invocation): Promise<InvocationResult | undefined> {
    return this.#perform(async () => {
      const timeoutMs = this.#timeoutMs()
      const order = orderOf(invocation, timeoutMs)
      const ending = await this.#process?.exchangeAhead(order, timeoutMs, () => {
        this.#invocations += 1
        this.#log.begin()
        this.#log.start(invocation)
      })
      if (ending === undefined) return undefined
      return this.#conclude(invocation, this.#outcomeOf(invocation, ending, timeoutMs))
    })
  }

  recall(): void {
    if (this.#tasks > 1) this.#process?.recall()
  }

  /** Without a process, or when busbar itself fails, the environment is of no more use. */
  async #perform<T>(work: () => Promise<T>): Promise<T> {
    this.#tasks += 1
    let hasBegun = true
    try {
      const result = await work()
      hasBegun = result !== undefined
      return result
    } catch (error) {
      void this.end()
      throw error
    } finally {
      this.#tasks -= 1
      // Its log is closed, if it had one.
      if (hasBegun) this.#process?.next()
      if (this.#tasks === 0 && this.#process?.isAlive !== true) void this.end()
      if (this.#deps.freezes) this.#process?.freeze()
    }
  }

  async end(): Promise<void> {
    this.#isEnded = true
    this.#process?.kill()
    // One that is just being started is its invocation's to tell of; here it only must not stay.
    const last = await this.#starting?.catch(() => undefined)
    last?.kill()
    await last?.gone
    await this.#workspace.cleanUp()
  }

  async #warmStart(runtime: FunctionProcess, invocation: Invocation): Promise<InvocationResult> {
    this.#invocations += 1
    const timeoutMs = this.#timeoutMs()
    const order = orderOf(invocation, timeoutMs)
    const exchange = runtime.exchange(order, timeoutMs, invocation.response)
    // The order is on its way, and nothing that it makes the function print can have been read yet.
    this.#log.begin()
    this.#log.start(invocation)
    return this.#conclude(invocation, this.#outcomeOf(invocation, await exchange, timeoutMs))
  }

  async #coldStart(invocation: Invocation): Promise<InvocationResult> {
    this.#invocations += 1
    this.#log.initStart()
    // The tail shows what the function logged, also while it was initialised.
    this.#log.begin()
    const init = await this.#init(this.#limit(this.#deps.initLimitMs))
    const { ending, durationMs: initDurationMs } = init

    this.#log.initDone(init, 'init')
    this.#log.start(invocation)
    if (ending.type === 'ready') {
      this.#initDurationMs = initDurationMs
      const outcome = await this.#run(invocation, this.#timeoutMs())
      return this.#conclude(invocation, outcome, initDurationMs)
    }
    if (ending.type === 'timed-out') return this.#suppressedInit(invocation)
    return this.#conclude(invocation, this.#outcome(invocation, ending, 0), initDurationMs)
  }

  /** The second try, on the invocation's own time. */
  async #suppressedInit(invocation: Invocation): Promise<InvocationResult> {
    const timeoutMs = this.#timeoutMs()
    const init = await this.#init(timeoutMs)
    const { ending, durationMs } = init
    this.#log.initDone(init, 'invoke')
    if (ending.type === 'ready') {
      const outcome = await this.#run(invocation, Math.max(timeoutMs - durationMs, 0))
      return this.#conclude(invocation, {
        ...outcome,
        durationMs: Math.min(outcome.durationMs + durationMs, timeoutMs),
      })
    }
    return this.#conclude(invocation, this.#outcome(invocation, ending, durationMs))
  }

  #timeoutMs(): number {
    return this.#limit(this.#configuration.timeoutSeconds * 1_000)
  }

  #limit(ms: number): number {
    return this.#deps.inspection.limit(this.#configuration, ms)
  }

  async #init(limitMs: number): Promise<Init> {
    this.#isInitialising = true
    try {
      return await this.#initialise(limitMs)
    } finally {
      this.#isInitialising = false
    }
  }

  async #initialise(limitMs: number): Promise<Init> {
    const { timers, startProcess } = this.#deps
    const directories = await this.#workspace.prepare()
    this.#throwIfEnded()
    const askedAt = timers.mono()
    const { request, order } = this.#setup(directories, limitMs)
    this.#starting = startProcess(request)
    const runtime = await this.#starting
    this.#adopt(runtime)
    // Looking for an interpreter is not the function's init; a spare had started before.
    const startedAt = Math.max(askedAt, runtime.startedAtMs)
    const ending = await runtime.exchange(order, limitMs)
    runtime.next()
    this.#throwIfEnded()
    return { ending, durationMs: ending.type === 'timed-out' ? limitMs : ending.atMs - startedAt }
  }

  #outdate(): void {
    this.#isOutdated = true
    this.recall()
    if (this.#tasks > 0 || this.#isEnded) return
    void this.end()
    this.#onGone()
  }

  #adopt(runtime: FunctionProcess): void {
    this.#process = runtime
    this.#throwIfEnded()
    if (!runtime.hasStarted) throw new Unavailable('The system could not start another process.')
    runtime.adopt(this.#log.output, () => this.#processGone(runtime))
  }

  async #run(invocation: Invocation, timeoutMs: number): Promise<Outcome> {
    const runtime = this.#process
    if (runtime === undefined) throw new Error('The environment has not been initialised.')
    const order = orderOf(invocation, timeoutMs)
    const ending = await runtime.exchange(order, timeoutMs, invocation.response)
    return this.#outcomeOf(invocation, ending, timeoutMs)
  }

  #outcomeOf(invocation: Invocation, ending: Ending, timeoutMs: number): Outcome {
    this.#throwIfEnded()
    const durationMs = ending.type === 'timed-out' ? timeoutMs : ending.durationMs
    this.#pace.ended(durationMs)
    return this.#outcome(invocation, ending, durationMs)
  }

  #outcome(invocation: Invocation, ending: Ending, durationMs: number): Outcome {
    const seenBytes = this.#process?.peakMemoryBytes ?? 0
    return outcomeOf(ending, invocation, this.#configuration, durationMs, seenBytes)
  }

  #conclude(invocation: Invocation, outcome: Outcome, initDurationMs?: number): InvocationResult {
    const logTail = this.#log.done(invocation, outcome, initDurationMs)
    return {
      ...outcome.result,
      executedVersion: this.#configuration.version,
      durationMs: outcome.durationMs,
      logTail,
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
    }
  }

  #processGone(runtime: FunctionProcess): void {
    if (this.#tasks > 0 || this.#process !== runtime) return
    const wasUsable = this.isUsable
    void this.end()
    if (wasUsable) this.#onGone()
  }

  #throwIfEnded(): void {
    if (this.#isEnded) throw new Unavailable('The execution environment was ended.')
  }
}
