import { NotSupported, Unavailable } from '../domain/faults.ts'
import type { FunctionConfiguration } from '../domain/function.ts'
import { runtimeFamily } from '../domain/runtime.ts'
import { isSameScope, type Scope } from '../domain/scope.ts'
import { lazy } from '../platform/lazy.ts'
import { createAheadPlaces } from './ahead-places.ts'
import { createStarter } from './create-starter.ts'
import { describeEnvironment } from './describe-environment.ts'
import { createEnvironmentPool, type Place } from './environment-pool.ts'
import { platformError } from './error-payloads.ts'
import type { Executor, Invocation, InvocationResult } from './executor.ts'
import type { ExecutorDeps, ExecutorOptions } from './executor-options.ts'
import { fingerprint } from './fingerprint.ts'
import { createIdleExpiry } from './idle-expiry.ts'
import { createInspection } from './inspection.ts'
import type { ProvisionedEnvironments } from './provisioned/provisioned-environments.ts'
import { createProvisionedPlaces } from './provisioned/provisioned-places.ts'
import type { createRemoteFunctions } from './remote/remote-functions.ts'
import { missingPython } from './runtimes/python-interpreters.ts'
import { createWaitingLine } from './waiting-line.ts'

/** AWS does not document how long an unused environment lives: minutes. */
const IDLE_MS = 10 * 60 * 1_000
/** AWS ends environments "every few hours", however busy they are. */
const LIFETIME_MS = 4 * 60 * 60 * 1_000
const STOPPING = 'The server is stopping.'

type Waiting = {
  readonly invocation: Invocation
  readonly caller: 'synchronous' | 'asynchronous'
  readonly onFree: () => void
  readonly fingerprint: string
  readonly resolve: (result: InvocationResult) => void
  readonly reject: (error: unknown) => void
}

/** Runs functions in child processes of this server. */
export function createExecutor(
  deps: ExecutorDeps,
  options: ExecutorOptions,
): Executor & { readonly provisioned: ProvisionedEnvironments } {
  const { clock } = deps
  const { maxEnvironments, idleMs = IDLE_MS, lifetimeMs = LIFETIME_MS } = options
  const stopping = new AbortController()
  const pool = createEnvironmentPool(maxEnvironments)
  const line = createWaitingLine<Waiting>()
  const inspection = createInspection(options.inspect, deps.log)
  const { spares, pythons, bundles, start } = createStarter(deps, options, inspection)
  let remote: ReturnType<typeof createRemoteFunctions> | undefined
  const loadRemote = lazy(async () => {
    remote = (await import('./remote/remote-functions.ts')).createRemoteFunctions(deps)
    return remote
  })
  const { signal } = stopping
  const expiry = createIdleExpiry({
    clock,
    pool,
    idleMs,
    lifetimeMs,
    signal,
    onEmpty: () => void spares.drop(),
  })

  /** Serves as many of the waiting as there are places. */
  const serve = () => {
    for (let next = line.first(); next !== undefined; next = line.first()) {
      const place = takePlace(next)
      if (place === undefined) return
      line.leave()
      void run(place, next)
    }
  }
  const takePlace = (waiting: Waiting): Place | undefined => {
    const idle = pool.findIdle(waiting.fingerprint, false)
    if (idle !== undefined) return idle
    const { scope, configuration } = waiting.invocation
    retireOlder(scope, configuration, waiting.fingerprint)
    return pool.makeRoom() ? open(scope, configuration) : undefined
  }
  const open = (
    scope: Scope,
    configuration: FunctionConfiguration,
    provisioned?: NonNullable<Place['provisioned']>,
  ): Place => {
    const { functionName, version } = configuration
    const initializationType = provisioned ? 'provisioned-concurrency' : 'on-demand'
    const now = clock.now()
    const place: Place = {
      fingerprint: fingerprint(scope, configuration),
      scope,
      functionName,
      version,
      environment: start(scope, configuration, () => gone(place), initializationType),
      ...(provisioned && { provisioned }),
      isBusy: true,
      stretch: undefined,
      isRetired: false,
      isPinned: inspection.concerns(configuration),
      startedAt: now,
      busySince: now,
      idleSince: now,
    }
    pool.add(place)
    return place
  }
  /** A version's code or configuration has changed: what runs the old one is of no more use. */
  const retireOlder = (
    scope: Scope,
    { functionName, version }: FunctionConfiguration,
    now: string,
  ) =>
    pool.retire(
      (place) =>
        isOf(place, scope, functionName) && place.version === version && place.fingerprint !== now,
    )
  const run = async (place: Place, waiting: Waiting) => {
    const { invocation, caller, onFree, resolve, reject } = waiting
    place.isBusy = true
    place.stretch = { invocations: 1, isOpen: caller === 'asynchronous', onFree }
    if (place.provisioned) place.provisioned.isUsed = true
    place.busySince = clock.now()
    pool.touch(place)
    await place.environment.invoke(invocation).then(resolve, reject)
    ended(place)
  }
  /** One invocation of a stretch; the place is free after the last. */
  const ended = (place: Place) => {
    const { stretch } = place
    if (stretch === undefined) return
    stretch.invocations -= 1
    if (stretch.invocations > 0) return
    place.stretch = undefined
    place.isBusy = false
    place.idleSince = clock.now()
    stretch.onFree()
    if (signal.aborted) return
    const isOver = place.isRetired || expiry.isTooOld(place) || !place.environment.isUsable
    if (isOver) void pool.remove(place)
    else expiry.wake()
    spares.refill()
    // First: those that call all the time would leave no place to those that nobody calls yet.
    provisioned.serve()
    serve()
  }
  const gone = (place: Place) => {
    void pool.remove(place, 'died')
    provisioned.serve()
    serve()
  }
  const provisioned = createProvisionedPlaces({ pool, maxEnvironments, open, onChange: serve })
  const ahead = createAheadPlaces(pool)

  return {
    maxEnvironments,
    environments: () => pool.counts(),
    provisioned,
    describe: () => pool.all().map(describeEnvironment),
    mostAhead: (scope, functionName) =>
      line.first() === undefined ? ahead.most((place) => isOf(place, scope, functionName)) : 0,
    async invokeAhead(invocation) {
      const { scope, configuration } = invocation
      const place =
        signal.aborted || line.first() !== undefined
          ? undefined
          : ahead.find(fingerprint(scope, configuration))
      if (place?.stretch === undefined) return undefined
      place.stretch.invocations += 1
      try {
        return await place.environment.invokeAhead(invocation)
      } finally {
        ended(place)
      }
    },
    async invoke(invocation, caller, onFree = () => {}) {
      if (signal.aborted) throw new Unavailable(STOPPING)
      const { scope, configuration } = invocation
      const { code } = configuration
      const problem = inspection.problemWith(configuration)
      if (problem !== undefined) return notRun(configuration, onFree, problem)
      if (code.kind === 'image') {
        const loaded = await loadRemote()
        if (signal.aborted) throw new Unavailable(STOPPING)
        const result = await loaded.invoke(code.uri, invocation, caller)
        onFree()
        return result
      }
      if (runtimeFamily(configuration.runtime) === undefined) {
        throw new NotSupported(`busbar does not run functions of ${configuration.runtime} yet.`)
      }
      if (configuration.state === 'Failed') {
        return notRun(configuration, onFree, configuration.stateReason)
      }
      const begin = (resolve: Waiting['resolve'], reject: Waiting['reject']) => {
        const key = fingerprint(scope, configuration)
        const waiting = { invocation, caller, onFree, fingerprint: key, resolve, reject }
        // It waits for nobody: what it counts as was kept free for it.
        const ready = invocation.isProvisioned && pool.findIdle(key, true)
        if (ready) {
          void run(ready, waiting)
          return
        }
        line.add(waiting, caller)
        serve()
        // Whoever waits for a place goes before what was only handed over.
        if (line.first() !== undefined) ahead.recall()
      }
      // Handing the promise on as it is would take three turns of the microtask queue instead of one.
      return await inspection.inTurn(configuration, () => new Promise(begin))
    },
    async lacks(runtime) {
      if (runtimeFamily(runtime) !== 'python' || (await pythons.find(runtime))) return undefined
      return missingPython(runtime)
    },
    retire(scope, functionName, version) {
      pool.retire(
        (place) =>
          isOf(place, scope, functionName) && (version === undefined || place.version === version),
      )
      // A provisioned one may have been idle while others waited.
      provisioned.serve()
      serve()
    },
    async stop() {
      stopping.abort()
      provisioned.stop()
      for (let next = line.leave(); next !== undefined; next = line.leave()) {
        next.reject(new Unavailable(STOPPING))
      }
      await Promise.all([
        remote?.stop(),
        spares.drop(),
        bundles.stop(),
        ...pool.all().map((place) => pool.remove(place)),
        pool.gone(),
      ])
    },
  }
}

/** A function whose settings make no sense, or that cannot be debugged as it shall be. */
function notRun(
  { version }: FunctionConfiguration,
  onFree: () => void,
  why = 'The function cannot be loaded.',
): InvocationResult {
  onFree()
  const error = platformError('Runtime.InvalidConfiguration', why)
  return { ...error, executedVersion: version, logTail: () => new Uint8Array(), durationMs: 0 }
}

function isOf(place: Place, scope: Scope | 'everywhere', functionName: string): boolean {
  if (place.functionName !== functionName) return false
  if (scope === 'everywhere') return true
  return isSameScope(place.scope, scope)
}
