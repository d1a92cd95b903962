import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { functionArn } from '../../domain/arn.ts'
import { Unavailable } from '../../domain/faults.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import { type FunctionLogging, loggingOf } from '../../domain/function-logging.ts'
import { runtimeFamily } from '../../domain/runtime.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Clock } from '../../platform/clock.ts'
import { tokenFor } from '../../platform/function-credentials.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Random } from '../../platform/random.ts'
import type { Timers } from '../../platform/timers.ts'
import type { FunctionLogs } from '../../store/function-logs.ts'
import type { AnswerBody } from '../answer-body.ts'
import type { BundleInUse, HandlerBundle, HandlerBundles } from '../bundle/handler-bundles.ts'
import type { CodeCache, CodeInUse } from '../code/code-cache.ts'
import type { LayerSets } from '../code/layer-sets.ts'
import { type FunctionError, MAX_RESPONSE_BYTES } from '../error-payloads.ts'
import type { Invocation, InvocationResult } from '../executor.ts'
import type { Inspection } from '../inspection.ts'
import { createApplicationFilter } from '../logs/application-filter.ts'
import { createEnvironmentLog, type EnvironmentLog } from '../logs/environment-log.ts'
import type { FailureStatus } from '../logs/log-lines.ts'
import { logStreamName } from '../logs/log-stream-name.ts'
import type { InitDone, InitializationType, PlatformLines } from '../logs/platform-events.ts'
import { createPlatformLines } from '../logs/platform-lines.ts'
import { failureStatus, resultOf } from './ending.ts'
import { INIT_FAILURE, type LocalEnvironment } from './environment.ts'
import type { EnvironmentFacts } from './environment-facts.ts'
import { extensionsIn } from './extensions.ts'
import type { FunctionProcess, StartProcess } from './function-process.ts'
import type { ProcessRecords } from './process-records.ts'
import type { Ending } from './runtime-process.ts'
import { runtimeVersion } from './runtime-version.ts'
import { environmentVariables } from './variables.ts'

export type ProcessEnvironmentDeps = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly logs: FunctionLogs
  readonly code: CodeCache
  readonly layerSets: LayerSets
  readonly bundles: HandlerBundles
  readonly records: ProcessRecords
  readonly startProcess: StartProcess
  readonly inspection: Inspection
  readonly endpointUrl: () => string
  readonly sessionToken: string
  readonly secretOf: (account: string) => string
  /** How long the init may take before it is tried again inside the invocation. */
  readonly initLimitMs: number
  /** Whether its process stands still between two invocations, as on AWS. */
  readonly freezes: boolean
  readonly log: Logger
}

/** Of an init ahead of any invocation; a longer time-out of the function gives it more. */
const LEAST_PROVISIONED_INIT_MS = 130_000
const MOST_PROVISIONED_INIT_MS = 900_000

const KB = 1_024

type Init = { readonly ending: Ending; readonly durationMs: number }

type Directories = {
  readonly taskRoot: string
  readonly layersRoot?: string
  readonly temporaryDirectory: string
  readonly bundle?: HandlerBundle
}

/** What an invocation came to, before it is told and logged. */
type Outcome = {
  readonly result: AnswerBody | FunctionError
  readonly durationMs: number
  readonly maxMemoryKb: number
  readonly failure?: FailureStatus
}

/** A process that runs one version of a function, whatever its runtime. */
export class ProcessEnvironment implements LocalEnvironment {
  readonly #deps: ProcessEnvironmentDeps
  readonly #scope: Scope
  readonly #configuration: FunctionConfiguration
  readonly #onGone: () => void
  readonly #initializationType: InitializationType
  readonly #logging: FunctionLogging
  readonly #logStream: string
  readonly #log: EnvironmentLog
  readonly #platform: PlatformLines
  #process: FunctionProcess | undefined
  #starting: Promise<FunctionProcess> | undefined
  #temporaryDirectory: string | undefined
  #code: CodeInUse | undefined
  #layers: CodeInUse | undefined
  #bundle: BundleInUse | undefined
  #isEnded = false
  /** What it runs has changed meanwhile. */
  #isOutdated = false
  #isInvoking = false
  #isInitialising = true
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
    this.#scope = scope
    this.#configuration = configuration
    this.#onGone = onGone
    this.#initializationType = initializationType
    this.#logging = loggingOf(configuration)
    this.#logStream = logStreamName(deps, configuration)
    this.#platform = createPlatformLines(this.#logging, {
      ...configuration,
      logStream: this.#logStream,
      initializationType: this.#initializationType,
      runtime: runtimeVersion(scope.region, configuration.runtime),
    })
    const { logs, clock } = deps
    const group = { ...scope, group: this.#logging.group }
    this.#log = createEnvironmentLog(logs, clock, group, this.#logStream, this.#platform)
  }

  get isUsable(): boolean {
    return !this.#isEnded && !this.#isOutdated
  }

  async initialise(): Promise<string | undefined> {
    this.#isInvoking = true
    try {
      this.#log.system(...this.#platform.initStart(this.#deps.clock.now()))
      const init = await this.#init(this.#provisionedInitLimitMs())
      this.#logInit(init, 'init')
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
      this.#isInvoking = false
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
      logGroup: this.#logging.group,
      logStream: this.#logStream,
    }
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    this.#isInvoking = true
    this.#invocations += 1
    try {
      const { timeoutSeconds } = this.#configuration
      if (this.#process !== undefined) {
        const running = this.#run(invocation, this.#limit(timeoutSeconds * 1_000))
        // The order is on its way, and nothing that it makes the function print can have been read yet.
        this.#log.begin()
        this.#logStart(invocation)
        return this.#conclude(invocation, await running)
      }
      return await this.#coldStart(invocation)
    } catch (error) {
      void this.end()
      throw error
    } finally {
      this.#isInvoking = false
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
    await this.#cleanUp()
  }

  async #coldStart(invocation: Invocation): Promise<InvocationResult> {
    const { timeoutSeconds } = this.#configuration
    this.#log.system(...this.#platform.initStart(this.#deps.clock.now()))
    // The tail shows what the function logged, also while it was initialised.
    this.#log.begin()
    const init = await this.#init(this.#limit(this.#deps.initLimitMs))
    const { ending, durationMs: initDurationMs } = init

    this.#logInit(init, 'init')
    this.#logStart(invocation)
    if (ending.type === 'ready') {
      this.#initDurationMs = initDurationMs
      const outcome = await this.#run(invocation, this.#limit(timeoutSeconds * 1_000))
      return this.#conclude(invocation, outcome, initDurationMs)
    }
    if (ending.type === 'timed-out') return this.#suppressedInit(invocation)
    return this.#conclude(invocation, this.#outcome(invocation, ending, 0), initDurationMs)
  }

  /** The second try, on the invocation's own time. */
  async #suppressedInit(invocation: Invocation): Promise<InvocationResult> {
    const timeoutMs = this.#limit(this.#configuration.timeoutSeconds * 1_000)
    const init = await this.#init(timeoutMs)
    const { ending, durationMs } = init
    this.#logInit(init, 'invoke')
    if (ending.type === 'ready') {
      const outcome = await this.#run(invocation, Math.max(timeoutMs - durationMs, 0))
      return this.#conclude(invocation, {
        ...outcome,
        durationMs: Math.min(outcome.durationMs + durationMs, timeoutMs),
      })
    }
    return this.#conclude(invocation, this.#outcome(invocation, ending, durationMs))
  }

  #limit(ms: number): number {
    return this.#deps.inspection.limit(this.#configuration, ms)
  }

  #logStart({ requestId }: Invocation): void {
    this.#log.system(...this.#platform.start(requestId, this.#deps.clock.now()))
  }

  #logInit({ ending, durationMs }: Init, phase: InitDone['phase']): void {
    const failure = failureStatus(ending)
    const done = { durationMs, phase, ...(failure !== undefined && { failure }) }
    this.#log.system(...this.#platform.initDone(done, this.#deps.clock.now()))
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
    const { timers, startProcess, endpointUrl, sessionToken, secretOf } = this.#deps
    const configuration = this.#configuration
    const { taskRoot, temporaryDirectory, bundle, ...layered } = await this.#prepare()
    const askedAt = timers.mono()
    const environment = environmentVariables({
      scope: this.#scope,
      configuration,
      taskRoot,
      ...layered,
      temporaryDirectory,
      endpointUrl: endpointUrl(),
      sessionToken: tokenFor(
        sessionToken,
        functionArn(this.#scope, configuration.functionName, configuration.version),
      ),
      secretAccessKey: secretOf(this.#scope.account),
      logStream: this.#logStream,
      initializationType: this.#initializationType,
    })
    const note = (text: string) => this.#note(text)
    const request = { configuration, variables: environment, taskRoot, ...layered, note }
    this.#starting = startProcess(request)
    const runtime = await this.#starting
    this.#adopt(runtime)
    // Looking for an interpreter is not the function's init; a spare had started before.
    const startedAt = Math.max(askedAt, runtime.startedAtMs)
    const { handler } = configuration
    const order = {
      type: 'init' as const,
      environment,
      taskRoot,
      handler,
      ...(bundle && { bundle }),
    }
    const ending = await runtime.exchange(
      { ...order, maxResponseBytes: MAX_RESPONSE_BYTES },
      limitMs,
    )
    this.#throwIfEnded()
    return { ending, durationMs: ending.type === 'timed-out' ? limitMs : ending.atMs - startedAt }
  }

  #adopt(runtime: FunctionProcess): void {
    this.#process = runtime
    this.#throwIfEnded()
    if (!runtime.hasStarted) throw new Unavailable('The system could not start another process.')
    const keeps = createApplicationFilter(this.#logging)
    const lines = (texts: readonly string[]) => this.#log.output(texts.filter(keeps))
    runtime.adopt({ ...this.#log, lines }, () => this.#processGone(runtime))
  }

  /** Once per environment: a second init finds the same directories. */
  async #prepare(): Promise<Directories> {
    const { code, layerSets, records, random } = this.#deps
    const { layers } = this.#configuration
    this.#temporaryDirectory ??= await records.makeTemporaryDirectory(random.uuid())
    if (this.#configuration.code.kind === 'zip') {
      this.#code ??= await code.use(this.#configuration.code.sha256)
    }
    if (layers !== undefined && this.#layers === undefined) {
      this.#layers = await layerSets.use(layers)
      await this.#tellOfExtensions(this.#layers.root)
    }
    this.#throwIfEnded()
    const taskRoot = this.#code?.root ?? (await directoryOf(this.#configuration))
    this.#bundle ??= await this.#makeBundle(taskRoot)
    this.#throwIfEnded()
    return {
      taskRoot,
      temporaryDirectory: this.#temporaryDirectory,
      ...(this.#layers && { layersRoot: this.#layers.root }),
      ...(this.#bundle && { bundle: this.#bundle.handler }),
    }
  }

  /** Whoever waits for what they send shall know why nothing comes. */
  async #tellOfExtensions(layersRoot: string): Promise<void> {
    const extensions = await extensionsIn(layersRoot)
    if (extensions.length === 0) return
    const { functionName } = this.#configuration
    this.#note(`busbar: extensions are not started: ${extensions.join(', ')}`)
    this.#deps.log.warn('Extensions of layers are not started', {
      function: functionName,
      extensions,
    })
  }

  #note(text: string): void {
    this.#log.system(...this.#platform.note(text, this.#deps.clock.now()))
  }

  /** Only for code in a folder: on Lambda, and from an archive, there is no TypeScript. */
  async #makeBundle(taskRoot: string): Promise<BundleInUse | undefined> {
    const { handler, code, runtime } = this.#configuration
    if (code.kind !== 'directory' || runtimeFamily(runtime) !== 'nodejs') return undefined
    return this.#deps.bundles.use(taskRoot, handler, () => this.#outdate())
  }

  #outdate(): void {
    this.#isOutdated = true
    if (this.#isInvoking || this.#isEnded) return
    void this.end()
    this.#onGone()
  }

  async #run(invocation: Invocation, timeoutMs: number): Promise<Outcome> {
    const { requestId, payload, invokedArn, clientContext, traceHeader, response } = invocation
    const runtime = this.#process
    if (runtime === undefined) throw new Error('The environment has not been initialised.')
    const startedAt = this.#deps.timers.mono()
    const order = {
      type: 'invoke' as const,
      requestId,
      payload,
      invokedArn,
      remainingMs: timeoutMs,
      ...(clientContext === undefined ? {} : { clientContext }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      ...(response === undefined ? {} : { streamLimitBytes: response.limitBytes }),
    }
    const ending = await runtime.exchange(order, timeoutMs, response)
    this.#throwIfEnded()
    const durationMs = ending.type === 'timed-out' ? timeoutMs : ending.atMs - startedAt
    return this.#outcome(invocation, ending, durationMs)
  }

  #outcome(invocation: Invocation, ending: Ending, durationMs: number): Outcome {
    const failure = failureStatus(ending)
    return {
      result: resultOf(ending, invocation, this.#configuration),
      durationMs,
      maxMemoryKb: this.#maxMemoryKb(ending),
      ...(failure === undefined ? {} : { failure }),
    }
  }

  /** A process that used up its memory used all of it; what it started counts as far as it was seen. */
  #maxMemoryKb(ending: Ending): number {
    if (ending.type === 'out-of-memory') return this.#configuration.memorySizeMb * KB
    const seenKb = Math.ceil((this.#process?.peakMemoryBytes ?? 0) / KB)
    return 'maxRssKb' in ending ? Math.max(ending.maxRssKb, seenKb) : seenKb
  }

  /** Writes the last lines of an invocation, and ends the environment when its process is lost. */
  #conclude(invocation: Invocation, outcome: Outcome, initDurationMs?: number): InvocationResult {
    const { timeoutSeconds, version } = this.#configuration
    const { result, durationMs } = outcome
    this.#log.reportDropped()
    const at = this.#deps.clock.now()
    this.#log.close(() =>
      this.#platform.invocationDone(
        {
          ...outcome,
          requestId: invocation.requestId,
          timeoutSeconds,
          ...(initDurationMs === undefined ? {} : { initDurationMs }),
          ...('error' in result ? { error: result.error } : {}),
          producedBytes: () => ('error' in result ? 0 : Buffer.byteLength(result.payload)),
        },
        at,
      ),
    )
    const tail = this.#log.tail()
    if (this.#process?.isAlive !== true) void this.end()
    return {
      ...result,
      executedVersion: version,
      // Most callers do not ask for it.
      get logTail() {
        return tail()
      },
      durationMs,
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
    }
  }

  #processGone(runtime: FunctionProcess): void {
    if (this.#isInvoking || this.#process !== runtime) return
    const wasUsable = this.isUsable
    void this.end()
    if (wasUsable) this.#onGone()
  }

  #throwIfEnded(): void {
    if (this.#isEnded) throw new Unavailable('The execution environment was ended.')
  }

  /** May be repeated. */
  async #cleanUp(): Promise<void> {
    const { records, log } = this.#deps
    const path = this.#temporaryDirectory
    this.#code?.release()
    this.#layers?.release()
    this.#bundle?.release()
    if (path === undefined) return
    await records.removeTemporaryDirectory(path).catch((error: unknown) => {
      log.warn('A temporary directory of a function could not be removed', { path, error })
    })
  }
}

/** The code of a development function may be a single file; its folder is the root then. */
async function directoryOf({ code }: FunctionConfiguration): Promise<string> {
  if (code.kind !== 'directory') throw new Error('Code of this kind has no directory.')
  const found = await stat(code.path).catch(() => undefined)
  return found?.isFile() ? dirname(code.path) : code.path
}
