import { join, resolve } from 'node:path'
import type { Config } from '../config/settings.ts'
import { createAsyncInvoker } from '../delivery/create-async-invoker.ts'
import { createDispatcher } from '../delivery/dispatcher.ts'
import { createHandOver } from '../delivery/hand-over.ts'
import { pruneHistory } from '../delivery/prune-history.ts'
import { createScheduler } from '../delivery/scheduler.ts'
import { functionOfLane } from '../domain/delivery/function-lane.ts'
import type { Scope } from '../domain/scope.ts'
import { createCodeCache } from '../execution/code/code-cache.ts'
import { createLayerSets } from '../execution/code/layer-sets.ts'
import type { ConcurrencyLeases } from '../execution/concurrency/concurrency-leases.ts'
import { createConcurrencyLeases } from '../execution/concurrency/create-concurrency-leases.ts'
import { limitConcurrency } from '../execution/concurrency/limit-concurrency.ts'
import { createExecutor } from '../execution/create-executor.ts'
import { createFunctionRegistry } from '../execution/create-function-registry.ts'
import { createDevelopmentFunctions } from '../execution/development/development-functions.ts'
import { watchFolders } from '../execution/development/watched-folders.ts'
import type { Executor } from '../execution/executor.ts'
import { createProvisionedConcurrency } from '../execution/provisioned/create-provisioned-concurrency.ts'
import type { Authentication } from '../http/authenticate.ts'
import { createIntake, INTAKE_LIMITS, type IntakeLimits } from '../http/intake.ts'
import { createServer } from '../http/server.ts'
import { createIngest } from '../ingest/create-ingest.ts'
import { createRefusedRules } from '../ingest/refused-rules.ts'
import { createRuleBook } from '../ingest/rule-book.ts'
import { allOperations } from '../operations/all-operations.ts'
import { createFunctionUrls } from '../operations/lambda/urls/create-function-urls.ts'
import { createRegistry } from '../operations/registry.ts'
import { createActivity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import { type ClockControl, createClockControl } from '../platform/clock-control.ts'
import { createFunctionCredentials } from '../platform/function-credentials.ts'
import { lazy } from '../platform/lazy.ts'
import type { Logger } from '../platform/logger.ts'
import { createManualClock } from '../platform/manual-clock.ts'
import { createMetrics } from '../platform/metrics.ts'
import { systemRandom } from '../platform/random.ts'
import { createSettle, type Settle } from '../platform/settle.ts'
import { realTimers } from '../platform/timers.ts'
import { wallClockNow } from '../platform/wall-clock.ts'
import { createVerifier } from '../protocol/sigv4/verifier.ts'
import type { Key } from '../store/config-store.ts'
import type { ObjectSource } from '../store/object-source.ts'
import type { SqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { NewWork } from '../store/work-queue.ts'
import { clearLeftovers } from './clear-leftovers.ts'
import { gaugeEngines } from './engine-gauges.ts'
import { mayReset, warnIfPublic } from './exposure.ts'
import { keyFinder } from './key-finder.ts'
import { StartError } from './start-error.ts'
import { VERSION } from './version.ts'
import { warnIfNobodyToInspect } from './warn-if-nobody-to-inspect.ts'

export type App = {
  /** Where the server listens. */
  readonly url: string
  /** Resolves when nothing is due and nothing runs, or after the time-out. */
  readonly settle: Settle
  /** Moves the time of a server with a manual clock. */
  readonly clock: ClockControl | undefined
  /** Takes nothing more in, ends or gives back what runs, and closes the store. */
  stop(): Promise<void>
}

export type EngineParts = {
  readonly config: Config
  readonly store: SqliteStore
  readonly objects: ObjectSource | undefined
  readonly systemClock: Clock
  readonly log: Logger
  readonly intakeLimits: IntakeLimits | undefined
}

/** How long running invocations may take to end before they are cut off, in real milliseconds. */
const STOP_GRACE = 10_000
const DELIVERIES_AT_ONCE = 64
const MIB = 1024 ** 2

/**
 * Builds everything on an open store and starts it, in the order of what needs what.
 *
 * @throws StartError
 */
export async function startEngines(parts: EngineParts): Promise<App> {
  const { config, store, objects, systemClock, log } = parts
  const timers = realTimers
  const random = systemRandom
  const metrics = createMetrics()
  const activity = createActivity()
  const manualClock = config.clock === 'manual' ? createManualClock(systemClock.now()) : undefined
  const clock = manualClock ?? systemClock

  const functionCredentials = createFunctionCredentials(random)
  const { sessionToken, secretOf } = functionCredentials
  const authentication: Authentication = {
    isRequired: config.auth === 'sigv4',
    verifier: createVerifier(keyFinder(config, functionCredentials)),
    wallClock: wallClockNow,
  }
  let url = ''
  let isReady = false

  const development = createDevelopmentFunctions({
    directory: config.functions,
    clock,
    timers,
    random,
    log,
  })
  const functions = createFunctionRegistry({ config: store.config, development })
  const codeDirectory = join(store.directory, 'code')
  const code = createCodeCache({ blobs: store.blobs, directory: codeDirectory })
  const layerSets = createLayerSets({ code, directory: codeDirectory, random })
  await clearLeftovers(store, code, log)
  const leases = createConcurrencyLeases({ config: store.config, accountLimit: config.concurrency })
  const environments = createExecutor(
    { code, layerSets, logs: store.logs, clock, timers, random, log },
    {
      stateDirectory: store.directory,
      endpointUrl: () => url,
      sessionToken,
      secretOf,
      maxEnvironments: config.maxEnvironments,
      ...(config.inspect && { inspect: config.inspect }),
      freezes: config.freeze,
    },
  )
  const executor = limitConcurrency(environments, leases)
  const provisioned = createProvisionedConcurrency({
    config: store.config,
    functions,
    environments: environments.provisioned,
    leases,
    activity,
    clock,
  })

  development.onChange((name) => executor.retire('everywhere', name))
  // However a function goes (DeleteFunction, reset), its environments go too.
  store.config.watch('functions', (change) => {
    if (change.type === 'delete') executor.retire(...functionOf(change.key))
  })
  const unwatchFolders = watchFolders({
    config: store.config,
    developmentDirectory: config.functions === undefined ? undefined : resolve(config.functions),
    timers,
    log,
    onChange: (key) => executor.retire(...functionOf(key)),
  })
  store.config.watch('function_versions', (change) => {
    if (change.type === 'delete') {
      executor.retire(...functionOf(change.key), String(change.key.at(-1)))
    }
  })

  const { work, events } = store
  const queues = {
    ...{ work, events, clock, timers, activity, log },
    onFollowing: (items: readonly NewWork[]) => handOver.notice(items),
  }
  const runInvocation = lazy(async () => {
    const { createInvocationRunner } = await import('../delivery/run-invocation.ts')
    const { policies } = config
    return createInvocationRunner({ functions, executor, events, clock, random, policies })
  })
  const invocations = createDispatcher({
    ...queues,
    queue: 'invocations',
    perform: async (job, slot) => (await runInvocation())(job, slot),
    mostAtOnce: executor.maxEnvironments,
    mostPerLane: (lane) => mostAtOnceOf(leases, executor, lane),
    mostShared(lane) {
      const { name, ...scope } = functionOfLane(lane)
      return executor.mostAhead(scope, name)
    },
  })
  const deliveries = createDispatcher({
    ...queues,
    queue: 'deliveries',
    perform: async (job) => {
      const deliver = job.claim.work.kind === 'destination' ? deliverRecord : forwardToBus
      return (await deliver())(job)
    },
    mostAtOnce: DELIVERIES_AT_ONCE,
    mostPerLane: () => DELIVERIES_AT_ONCE / 2,
  })
  const handOver = createHandOver({ invocations, deliveries })
  const refusedRules = createRefusedRules(log)
  const ingest = createIngest({
    store,
    rules: createRuleBook(store.config, refusedRules),
    handOver,
    clock,
    random,
    metrics,
    awsSources: config.awsSources === 'allow',
  })
  const { accept } = ingest
  const deliveryParts = { accept, config: store.config, functions, events, clock, random }
  const forwardToBus = lazy(async () =>
    (await import('../delivery/forward-to-bus.ts')).createBusForwarder(deliveryParts),
  )
  const deliverRecord = lazy(async () =>
    (await import('../delivery/deliver-record.ts')).createRecordDeliverer(deliveryParts),
  )
  const scheduler = createScheduler({ config: store.config, accept, clock, activity, metrics, log })
  const asyncInvoker = createAsyncInvoker({ work, invocations, clock })

  const settle = createSettle({ activity, timers, flush: store.logs.flush })
  const clockControl = manualClock && createClockControl(manualClock, settle)
  gaugeEngines(metrics, { invocations, deliveries, executor })
  const throttled = metrics.counter(
    'busbar_requests_throttled_total',
    'PutEvents requests refused because too many were on their way in.',
  )
  const intake = createIntake(parts.intakeLimits ?? INTAKE_LIMITS, timers, {
    refused: () => throttled.add(),
    isDelivering: () => invocations.backlog() > 0,
  })
  metrics.gauge('busbar_requests_accepting', 'PutEvents requests on their way in.', intake.size)

  // Asynchronous invocations are counted by their dispatcher; these belong to a caller who waits.
  const synchronousExecutor: Executor = {
    ...executor,
    invoke: (...invocation) =>
      activity.track('synchronous invocations', executor.invoke(...invocation)),
  }
  const server = createServer({
    registry: createRegistry(allOperations),
    dependencies: {
      config: store.config,
      blobs: store.blobs,
      objects,
      logs: store.logs,
      functions,
      executor: synchronousExecutor,
      leases,
      provisioned,
      ingest,
      asyncInvoker,
      clock,
      random,
      log,
      endpointUrl: () => url,
      quotas: config.quotas,
    },
    defaultAccount: config.account,
    intake,
    authentication,
    api: { ...config.routes, scope: { account: config.account, region: 'us-east-1' }, timers },
    functionUrls: createFunctionUrls({
      config: store.config,
      functions,
      executor: synchronousExecutor,
      clock,
      random,
    }),
    allowedHosts: config.allowedHosts,
    timers,
    version: VERSION,
    isReady: () => isReady,
    sessionToken,
    adminRoutes: async () => {
      const { createAdminRoutes } = await import('./admin-routes.ts')
      return createAdminRoutes({
        ...{ store, functions, environments, metrics, timers, settle },
        refusedRules: refusedRules.all,
        version: VERSION,
        isReady: () => isReady,
        clock: clockControl,
        now: clock.now,
        reset: mayReset(config) ? reset : undefined,
      })
    },
  })

  async function reset(): Promise<void> {
    const forget = () => {
      for (const dispatcher of [invocations, deliveries]) dispatcher.forget()
    }
    forget()
    await store.reset()
    // What was being accepted or read from the store when the reset began has been taken over since.
    forget()
  }

  const stopped = new AbortController()

  /** In the reverse order of starting. */
  async function stop(): Promise<void> {
    isReady = false
    stopped.abort()
    // What ends from here on is not replaced.
    provisioned.stop()
    const cancel = timers.after(STOP_GRACE, () => void executor.stop())
    // A function that runs may call this server: it goes on answering those until they have ended.
    await server.stop(Promise.all([scheduler.stop(), invocations.stop(), deliveries.stop()]))
    cancel()
    await executor.stop()
    await development.stop()
    unwatchFolders()
    await store.stop()
  }

  try {
    url = (await server.listen(config.port, config.host)).url
  } catch (error) {
    await stop()
    throw new StartError(listenText(config, error))
  }
  provisioned.start()
  invocations.start()
  deliveries.start()
  scheduler.start()
  const kept = { hours: config.retentionHours, eventBytes: config.retentionMb * MIB }
  void pruneHistory({ events, logs: store.logs, kept, clock, activity, log }, stopped.signal)
  warnIfPublic(config, log)
  warnIfNobodyToInspect(config, development.names(), store.config, log)
  isReady = true
  return { url, settle, clock: clockControl, stop }
}

function functionOf([account, region, name]: Key): [Scope, string] {
  return [{ account: String(account), region: String(region) }, String(name)]
}

/** Not more than may run: the rest would only be throttled. One that hangs leaves room for others. */
function mostAtOnceOf(leases: ConcurrencyLeases, executor: Executor, lane: string): number {
  const share = Math.floor(executor.maxEnvironments * 0.75)
  const most = leases.reservationOf(functionOfLane(lane)) ?? leases.accountLimit
  return Math.max(1, Math.min(share, most))
}

function listenText({ host, port }: Config, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; BUSBAR_PORT sets another.`
  return `busbar cannot listen on ${host}:${port} (${code ?? error}).`
}
