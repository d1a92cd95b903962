import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { codeRoute } from './admin/code-route.ts'
import { controlRoutes } from './admin/control-routes.ts'
import { doctorRoute } from './admin/doctor-route.ts'
import { environmentRoutes } from './admin/environment-routes.ts'
import { eventRoutes } from './admin/event-routes.ts'
import { explainRoutes } from './admin/explain-routes.ts'
import { invocationRoutes } from './admin/invocation-routes.ts'
import { statusRoutes } from './admin/status-routes.ts'
import type { Config } from './config/settings.ts'
import { createAsyncInvoker } from './delivery/create-async-invoker.ts'
import { createRecordDeliverer } from './delivery/deliver-record.ts'
import { createDispatcher, type Dispatcher } from './delivery/dispatcher.ts'
import { createBusForwarder } from './delivery/forward-to-bus.ts'
import { createHandOver } from './delivery/hand-over.ts'
import { pruneHistory } from './delivery/prune-history.ts'
import { createInvocationRunner } from './delivery/run-invocation.ts'
import { createScheduler } from './delivery/scheduler.ts'
import { closestName } from './domain/closest-name.ts'
import { functionOfLane } from './domain/delivery/function-lane.ts'
import type { FunctionConfiguration } from './domain/function.ts'
import type { Scope } from './domain/scope.ts'
import { type CodeCache, createCodeCache } from './execution/code/code-cache.ts'
import { createLayerSets } from './execution/code/layer-sets.ts'
import type { ConcurrencyLeases } from './execution/concurrency/concurrency-leases.ts'
import { createConcurrencyLeases } from './execution/concurrency/create-concurrency-leases.ts'
import { limitConcurrency } from './execution/concurrency/limit-concurrency.ts'
import { createExecutor } from './execution/create-executor.ts'
import { createFunctionRegistry } from './execution/create-function-registry.ts'
import { createDevelopmentFunctions } from './execution/development/development-functions.ts'
import { watchFolders } from './execution/development/watched-folders.ts'
import { killSurvivors } from './execution/environment/process-records.ts'
import type { Executor } from './execution/executor.ts'
import { createProvisionedConcurrency } from './execution/provisioned/create-provisioned-concurrency.ts'
import { createAdminCheck } from './http/admin-check.ts'
import type { Authentication } from './http/authenticate.ts'
import { createIntake, INTAKE_LIMITS, type IntakeLimits } from './http/intake.ts'
import { mountAdminRoutes } from './http/mount-admin-routes.ts'
import { createServer } from './http/server.ts'
import { createIngest } from './ingest/create-ingest.ts'
import { watchRefusedRules } from './ingest/refused-rules.ts'
import { createRuleBook } from './ingest/rule-book.ts'
import { allOperations } from './operations/all-operations.ts'
import { removeOrphanedCursors } from './operations/events/remove-orphaned-cursors.ts'
import { removeOrphanedRules } from './operations/events/remove-orphaned-rules.ts'
import { createFunctionUrls } from './operations/lambda/urls/create-function-urls.ts'
import { removeOrphanedVersions } from './operations/lambda/versions/remove-orphaned-versions.ts'
import { createRegistry } from './operations/registry.ts'
import { createActivity } from './platform/activity.ts'
import { type ClockControl, createClockControl } from './platform/clock-control.ts'
import {
  createFunctionCredentials,
  type FunctionCredentials,
  isSameSecret,
} from './platform/function-credentials.ts'
import { createLogger, type Logger } from './platform/logger.ts'
import { createManualClock } from './platform/manual-clock.ts'
import { createMetrics, type Metrics } from './platform/metrics.ts'
import { systemRandom } from './platform/random.ts'
import { createSettle, type Settle } from './platform/settle.ts'
import { createSystemClock } from './platform/system-clock.ts'
import { realTimers } from './platform/timers.ts'
import { wallClockNow } from './platform/wall-clock.ts'
import { createVerifier, type FindKey } from './protocol/sigv4/verifier.ts'
import type { Key } from './store/config-store.ts'
import type { ObjectSource } from './store/object-source.ts'
import { createS3ObjectSource } from './store/s3/s3-object-source.ts'
import { takeAbandonedDirectories } from './store/sqlite/abandoned-directories.ts'
import { openSqliteStore, type SqliteStore } from './store/sqlite/open-sqlite-store.ts'
import { StoreUnavailable } from './store/sqlite/store-unavailable.ts'
import type { NewWork } from './store/work-queue.ts'

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

/** The server cannot start here; the message is one line for the person who started it. */
export class StartError extends Error {}

/** How long running invocations may take to end before they are cut off, in real milliseconds. */
const STOP_GRACE = 10_000
const DELIVERIES_AT_ONCE = 64
const MIB = 1024 ** 2

/**
 * Builds everything and starts it: the one place where engines are named.
 *
 * @param hooks.onFatal - the store failed for good; nothing more can be accepted.
 * @param hooks.intakeLimits - how much may be on its way in at once.
 * @throws StartError
 */
export async function startApp(
  config: Config,
  hooks: { onFatal(error: Error): void; readonly intakeLimits?: IntakeLimits },
): Promise<App> {
  const log = createLogger(config.logLevel)
  const timers = realTimers
  const random = systemRandom
  const metrics = createMetrics()
  const activity = createActivity()
  const systemClock = createSystemClock()
  const manualClock = config.clock === 'manual' ? createManualClock(systemClock.now()) : undefined
  const clock = manualClock ?? systemClock

  refuseMissingFunctions(config.functions)
  const objects = createObjectSource(config, systemClock.now)
  const store = await openStore(config, log, hooks.onFatal)
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
  const runInvocation = createInvocationRunner({
    functions,
    executor,
    events,
    clock,
    random,
    policies: config.policies,
  })
  const invocations = createDispatcher({
    ...queues,
    queue: 'invocations',
    perform: runInvocation,
    mostAtOnce: executor.maxEnvironments,
    mostPerLane: (lane) => mostAtOnceOf(leases, executor, lane),
  })
  const deliveries = createDispatcher({
    ...queues,
    queue: 'deliveries',
    perform: (job) => (job.claim.work.kind === 'destination' ? deliverRecord : forwardToBus)(job),
    mostAtOnce: DELIVERIES_AT_ONCE,
    mostPerLane: () => DELIVERIES_AT_ONCE / 2,
  })
  const handOver = createHandOver({ invocations, deliveries })
  const refusedRules = watchRefusedRules(store.config, log)
  const ingest = createIngest({
    store,
    rules: createRuleBook(store.config),
    handOver,
    clock,
    random,
    metrics,
    awsSources: config.awsSources === 'allow',
  })
  const { accept } = ingest
  const forwardToBus = createBusForwarder({ accept, config: store.config, events, clock, random })
  const records = { accept, config: store.config, functions, clock, random }
  const deliverRecord = createRecordDeliverer(records)
  const scheduler = createScheduler({ config: store.config, accept, clock, activity, metrics, log })
  const asyncInvoker = createAsyncInvoker({ work, invocations, clock })

  const settle = createSettle({ activity, timers, flush: store.logs.flush })
  const clockControl = manualClock && createClockControl(manualClock, settle)
  gaugeEngines(metrics, { invocations, deliveries, executor })
  const throttled = metrics.counter(
    'busbar_requests_throttled_total',
    'PutEvents requests refused because too many were on their way in.',
  )
  const intake = createIntake(hooks.intakeLimits ?? INTAKE_LIMITS, timers, {
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
    adminRoutes: (router) =>
      mountAdminRoutes(router, createAdminCheck(authentication), [
        ...statusRoutes({ version: VERSION, isReady: () => isReady, metrics, refusedRules }),
        ...controlRoutes({
          settle,
          clock: clockControl,
          now: clock.now,
          reset: mayReset(config) ? reset : undefined,
        }),
        ...eventRoutes(events),
        ...invocationRoutes(events),
        ...environmentRoutes(environments),
        ...explainRoutes({ config: store.config, events, timers }),
        doctorRoute({ config: store.config, functions }),
        codeRoute(store.blobs),
      ]),
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
  warnIfNobodyToInspect(config, [...development.names(), ...storedNames(store)], log)
  isReady = true
  return { url, settle, clock: clockControl, stop }
}

const VERSION = readVersion()

function readVersion(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}

/** One that comes later would not be noticed, and a slip in its name would look like functions that are gone. */
function refuseMissingFunctions(directory: string | undefined): void {
  if (directory === undefined || statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    return
  throw new StartError(`BUSBAR_FUNCTIONS is ${directory}, which is not a directory.`)
}

/** @throws StartError when AWS is named without what it asks for. */
function createObjectSource(config: Config, now: () => number): ObjectSource | undefined {
  const { endpointS3: endpoint, s3AccessKeyId, s3SecretAccessKey, s3SessionToken } = config
  if ((s3AccessKeyId === undefined) !== (s3SecretAccessKey === undefined)) {
    throw new StartError('BUSBAR_S3_ACCESS_KEY_ID and BUSBAR_S3_SECRET_ACCESS_KEY go together.')
  }
  if (endpoint === undefined) return undefined
  if (s3AccessKeyId !== undefined && s3SecretAccessKey !== undefined) {
    const sessionToken = s3SessionToken === undefined ? {} : { sessionToken: s3SessionToken }
    const keys = { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey }
    return createS3ObjectSource({ endpoint, credentials: { ...keys, ...sessionToken }, now })
  }
  if (endpoint !== 'aws') return createS3ObjectSource({ endpoint, credentials: undefined, now })
  throw new StartError(
    'BUSBAR_ENDPOINT_S3 is aws, which needs BUSBAR_S3_ACCESS_KEY_ID and BUSBAR_S3_SECRET_ACCESS_KEY.',
  )
}

async function openStore(config: Config, logger: Logger, onFatal: (error: Error) => void) {
  try {
    return await openSqliteStore({
      directory: config.data,
      maxEventBytes: config.retentionMb * MIB,
      onFatal,
      logger,
    })
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new StartError(error.message, { cause: error })
    throw error
  }
}

/** What a crash left behind: processes that still run, rules and code that belong to nothing any more. */
async function clearLeftovers(store: SqliteStore, code: CodeCache, log: Logger): Promise<void> {
  const survivors = (await killSurvivors(store.directory)) + (await clearAbandonedDirectories(log))
  if (survivors > 0) log.warn('ended processes that outlived a crashed server', { survivors })
  const orphans = await removeOrphanedRules(store.config)
  if (orphans > 0) log.warn('removed rules whose event bus is gone', { orphans })
  await removeOrphanedCursors(store.config)
  const versions = await removeOrphanedVersions(store.config)
  if (versions > 0) log.warn('removed versions that were never published', { versions })
  const live = new Set<string>()
  const keep = ({ code, layers = [] }: Pick<FunctionConfiguration, 'code' | 'layers'>) => {
    for (const used of [code, ...layers.map((layer) => layer.code)]) {
      if (used.kind === 'zip') live.add(used.sha256)
    }
  }
  store.config.watch('functions', (change) => {
    if (change.type === 'put') keep(change.stored.doc.latest)
  })()
  store.config.watch('function_versions', (change) => {
    if (change.type === 'put') keep(change.stored.doc)
  })()
  store.config.watch('layers', (change) => {
    if (change.type === 'put') change.stored.doc.versions.forEach(keep)
  })()
  await Promise.all([
    store.blobs.sweep((sha256) => live.has(sha256)),
    code.sweep((sha256) => live.has(sha256)),
  ])
}

/** Of servers that kept nothing and were killed. @returns how many of their processes still ran. */
async function clearAbandonedDirectories(log: Logger): Promise<number> {
  let survivors = 0
  for (const { path, remove } of takeAbandonedDirectories()) {
    try {
      survivors += await killSurvivors(path)
      remove()
    } catch (error) {
      log.warn('the directory of a crashed server could not be removed', { path, error })
    }
  }
  return survivors
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

function gaugeEngines(
  metrics: Metrics,
  engines: { invocations: Dispatcher; deliveries: Dispatcher; executor: Executor },
): void {
  const { invocations, deliveries, executor } = engines
  metrics.gauge('busbar_backlog', 'Work in memory, by queue.', () => [
    { labels: { queue: 'invocations' }, value: invocations.backlog() },
    { labels: { queue: 'deliveries' }, value: deliveries.backlog() },
  ])
  metrics.gauge('busbar_backlog_bytes', 'Memory taken up by that work, about.', () => [
    { labels: { queue: 'invocations' }, value: invocations.backlogBytes() },
    { labels: { queue: 'deliveries' }, value: deliveries.backlogBytes() },
  ])
  metrics.gauge('busbar_environments', 'Execution environments, by state.', () =>
    Object.entries(executor.environments()).map(([state, value]) => ({ labels: { state }, value })),
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** A key of the configuration, or that of a function of this server, which comes with its session token. */
function keyFinder(config: Config, functions: FunctionCredentials): FindKey {
  const configured = new Map(
    [...config.keys, ...config.keysFile].map((key) => [
      key.accessKeyId,
      { account: config.account, ...key, isFunction: false },
    ]),
  )
  return (accessKeyId, sessionToken) => {
    if (sessionToken === undefined) return configured.get(accessKeyId)
    if (!isSameSecret(sessionToken, functions.sessionToken)) return undefined
    if (!/^\d{12}$/.test(accessKeyId)) return undefined
    const secretAccessKey = functions.secretOf(accessKeyId)
    return { accessKeyId, secretAccessKey, account: accessKeyId, isFunction: true }
  }
}

function mayReset(config: Config): boolean {
  return config.reset || (isLoopback(config.host) && config.auth === 'none')
}

function storedNames(store: SqliteStore): string[] {
  const names: string[] = []
  store.config.watch('functions', (change) => {
    if (change.type === 'put') names.push(change.stored.doc.latest.functionName)
  })()
  return names
}

/** It may still be created; a slip of the name would look like breakpoints that do nothing. */
function warnIfNobodyToInspect({ inspect }: Config, names: readonly string[], log: Logger): void {
  if (inspect === undefined || names.includes(inspect.name)) return
  const closest = closestName(inspect.name, names)
  log.warn('BUSBAR_INSPECT names a function that is not there', {
    function: inspect.name,
    ...(closest !== undefined && { closest }),
  })
}

function warnIfPublic(config: Config, log: Logger): void {
  if (isLoopback(config.host) || config.auth === 'sigv4') return
  log.warn('anybody who reaches this address can create and run code here', { host: config.host })
}

function listenText({ host, port }: Config, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; BUSBAR_PORT sets another.`
  return `busbar cannot listen on ${host}:${port} (${code ?? error}).`
}
