import { PRIMARY } from '../../domain/alias.ts'
import {
  type WantedConcurrency,
  wantedConcurrency,
} from '../../domain/concurrency/provisioned-concurrency.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Activity } from '../../platform/activity.ts'
import type { Clock } from '../../platform/clock.ts'
import type { ConfigStore, Key } from '../../store/config-store.ts'
import type { ConcurrencyLeases } from '../concurrency/concurrency-leases.ts'
import type { FunctionRegistry } from '../function-registry.ts'
import { type Allocation, createAllocation } from './allocation.ts'
import type { ProvisionedConcurrency } from './provisioned-concurrency.ts'
import type { ProvisionedEnvironments } from './provisioned-environments.ts'

/** What has failed may succeed later, when what its init needs is there. */
const RETRY_MS = 60_000
const ACTIVITY = 'provisioned environments'

type Held = {
  readonly version: string
  revisionId: string
  readonly allocation: Allocation
}
/** By qualifier. */
type OfFunction = Map<string, Held>

/**
 * Follows the configs of all functions: what is asked for is started, what is asked for no more is ended, and
 * what an alias has left is taken over by the version that it has come to.
 */
export function createProvisionedConcurrency(deps: {
  readonly config: Pick<ConfigStore, 'watch'>
  readonly functions: Pick<FunctionRegistry, 'resolve'>
  readonly environments: ProvisionedEnvironments
  readonly leases: Pick<ConcurrencyLeases, 'provision'>
  readonly activity: Activity
  readonly clock: Clock
}): ProvisionedConcurrency & { start(): void; stop(): void } {
  const { config, functions, environments, leases, activity, clock } = deps
  const stopping = new AbortController()
  const held = new Map<string, OfFunction>()
  let isFilling = false
  let unwatch = () => {}

  /** Once in the turn after, for all: several changes may come together, and a function may be going. */
  const fillSoon = () => {
    if (isFilling || stopping.signal.aborted) return
    isFilling = true
    const end = activity.begin(ACTIVITY)
    void Promise.resolve().then(() => {
      isFilling = false
      for (const { allocation } of everything()) allocation.fill()
      end()
    })
  }
  const everything = () => [...held.values()].flatMap((ofFunction) => [...ofFunction.values()])

  const hold = (scope: Scope, functionName: string, wanted: WantedConcurrency): Held => {
    const { version, config: asked } = wanted
    const slotsOf = { ...scope, name: functionName, version }
    const allocation = createAllocation(
      {
        environments,
        onSlots: (slots) => leases.provision(slotsOf, slots),
        onFailure: () => void retryLater(allocation),
        onRoom: fillSoon,
        begin: () => activity.begin(ACTIVITY),
      },
      scope,
      asked.requested,
    )
    const found = functions.resolve(scope, functionName, version, PRIMARY)
    void activity.track(
      ACTIVITY,
      found.then((resolved) => {
        // The function may be gone by now; then its deletion ends the allocation.
        if (resolved && !stopping.signal.aborted) allocation.provide(resolved.configuration)
      }),
    )
    return { version, revisionId: asked.revisionId, allocation }
  }
  const retryLater = (allocation: Allocation) =>
    clock.sleepUntil(clock.now() + RETRY_MS, stopping.signal, 'upkeep').then(
      () => allocation.retry(),
      // Stopping ends the sleep.
      () => {},
    )

  const follow = (scope: Scope, name: string, wanted: readonly WantedConcurrency[]) => {
    const key = keyOf(scope, name)
    const ofFunction: OfFunction = held.get(key) ?? new Map()
    // What is given up first, so that a version that changes hands is never counted twice.
    for (const [qualifier, { version, allocation }] of ofFunction) {
      if (wanted.some((one) => one.qualifier === qualifier && one.version === version)) continue
      ofFunction.delete(qualifier)
      allocation.end()
    }
    for (const one of wanted) {
      const known = ofFunction.get(one.qualifier)
      if (known === undefined) ofFunction.set(one.qualifier, hold(scope, name, one))
      else if (known.revisionId !== one.config.revisionId) {
        known.revisionId = one.config.revisionId
        known.allocation.want(one.config.requested)
      }
    }
    if (ofFunction.size > 0) held.set(key, ofFunction)
    else held.delete(key)
  }

  return {
    start() {
      unwatch = config.watch('functions', (change) => {
        if (change.type === 'put') {
          const { key, doc } = change.stored
          follow(...functionOf(key), wantedConcurrency(doc))
        } else follow(...functionOf(change.key), [])
      })
    },
    statusOf(scope, functionName, qualifier) {
      return held.get(keyOf(scope, functionName))?.get(qualifier)?.allocation.status()
    },
    stop() {
      stopping.abort()
      unwatch()
    },
  }
}

function functionOf([account, region, name]: Key): [Scope, string] {
  return [{ account: String(account), region: String(region) }, String(name)]
}

function keyOf({ account, region }: Scope, functionName: string): string {
  return `${account}/${region}/${functionName}`
}
