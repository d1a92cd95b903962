import type { Config } from '../config/settings.ts'
import { pruneHistory } from '../delivery/prune-history.ts'
import type { Executor } from '../execution/executor.ts'
import type { Authentication } from '../http/authenticate.ts'
import { createIntake, INTAKE_LIMITS, type IntakeLimits } from '../http/intake.ts'
import { createServer } from '../http/server.ts'
import { allOperations } from '../operations/all-operations.ts'
import { createFunctionUrls } from '../operations/lambda/urls/create-function-urls.ts'
import { createRegistry } from '../operations/registry.ts'
import { createActivity } from '../platform/activity.ts'
import type { Clock } from '../platform/clock.ts'
import { type ClockControl, createClockControl } from '../platform/clock-control.ts'
import { createFunctionCredentials } from '../platform/function-credentials.ts'
import type { Logger } from '../platform/logger.ts'
import { createManualClock } from '../platform/manual-clock.ts'
import { createMetrics } from '../platform/metrics.ts'
import { systemRandom } from '../platform/random.ts'
import { createSettle, type Settle } from '../platform/settle.ts'
import { realTimers } from '../platform/timers.ts'
import { wallClockNow } from '../platform/wall-clock.ts'
import { createVerifier } from '../protocol/sigv4/verifier.ts'
import type { ObjectSource } from '../store/object-source.ts'
import type { SqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import { buildDelivery } from './build-delivery.ts'
import { buildFunctions } from './build-functions.ts'
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

  const platform = { clock, timers, random, metrics, activity, log }
  const credentials = createFunctionCredentials(random)
  const authentication: Authentication = {
    isRequired: config.auth === 'sigv4',
    verifier: createVerifier(keyFinder(config, credentials)),
    wallClock: wallClockNow,
  }
  let url = ''
  let isReady = false
  const endpointUrl = () => url

  const engines = await buildFunctions({ ...platform, config, store, credentials, endpointUrl })
  const { functions, executor, environments, provisioned, leases, development } = engines
  const delivery = buildDelivery({ ...platform, config, store, functions, executor, leases })
  const { ingest, asyncInvoker, refusedRules, queues } = delivery

  const settle = createSettle({ activity, timers, flush: store.logs.flush })
  const clockControl = manualClock && createClockControl(manualClock, settle)
  gaugeEngines(metrics, { ...queues, executor })
  const throttled = metrics.counter(
    'busbar_requests_throttled_total',
    'PutEvents requests refused because too much was on its way in.',
  )
  const intake = createIntake(parts.intakeLimits ?? INTAKE_LIMITS, timers, {
    refused: () => throttled.add(),
    isDelivering: () => queues.invocations.backlog() > 0,
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
      endpointUrl,
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
    sessionToken: credentials.sessionToken,
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
    delivery.forget()
    await store.reset()
    // What was being accepted or read from the store when the reset began has been taken over since.
    delivery.forget()
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
    await server.stop(delivery.stop())
    cancel()
    await engines.stop()
    await store.stop()
  }

  try {
    url = (await server.listen(config.port, config.host)).url
  } catch (error) {
    await stop()
    throw new StartError(listenText(config, error))
  }
  provisioned.start()
  delivery.start()
  const kept = { hours: config.retentionHours, eventBytes: config.retentionMb * MIB }
  void pruneHistory(
    { events: store.events, logs: store.logs, kept, clock, activity, log },
    stopped.signal,
  )
  warnIfPublic(config, log)
  warnIfNobodyToInspect(config, development.names(), store.config, log)
  isReady = true
  return { url, settle, clock: clockControl, stop }
}

function listenText({ host, port }: Config, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; BUSBAR_PORT sets another.`
  return `busbar cannot listen on ${host}:${port} (${code ?? error}).`
}
