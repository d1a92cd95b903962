import { admit, unreservedOf } from '../../domain/concurrency/admit.ts'
import { Throttled } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import { createOneAtATime } from '../../platform/one-at-a-time.ts'
import type { ConfigStore, Key } from '../../store/config-store.ts'
import type { ConcurrencyLeases, FunctionRef, VersionRef } from './concurrency-leases.ts'
import { createFunctionUsage, type FunctionUsage } from './function-usage.ts'

/** AWS's words for a throttle, whatever the reason. */
const RATE_EXCEEDED = 'Rate Exceeded.'

/** @param accountLimit - executions at once in each account and region. */
export function createConcurrencyLeases(deps: {
  readonly config: Pick<ConfigStore, 'watch'>
  readonly accountLimit: number
}): ConcurrencyLeases {
  const { config, accountLimit } = deps
  /** By account and region, then by function; only functions that have or use something. */
  const usages = new Map<string, Map<string, FunctionUsage>>()

  const oneAtATime = createOneAtATime()

  const inScope = (scope: Scope) => {
    const key = keyOf(scope)
    const known = usages.get(key)
    if (known) return known
    const created = new Map<string, FunctionUsage>()
    usages.set(key, created)
    return created
  }
  const change = (fn: FunctionRef, apply: (usage: FunctionUsage) => void) => {
    const functions = inScope(fn)
    const usage = functions.get(fn.name) ?? createFunctionUsage()
    apply(usage)
    if (usage.isEmpty()) functions.delete(fn.name)
    else functions.set(fn.name, usage)
  }

  config.watch('functions', (event) => {
    const [fn, reserved] =
      event.type === 'put'
        ? [functionOf(event.stored.key), event.stored.doc.reservedConcurrency]
        : [functionOf(event.key), undefined]
    change(fn, (usage) => usage.reserve(reserved))
  })

  /** Few have or use anything at once, so adding up is cheaper than keeping sums right. */
  const totals = (scope: Scope, except?: string) => {
    const sums = { reserved: 0, provisioned: 0, unreserved: 0 }
    for (const [name, usage] of inScope(scope)) {
      if (name === except) continue
      const { reserved, provisioned } = usage.limits()
      if (reserved !== undefined) sums.reserved += reserved
      else {
        sums.provisioned += provisioned
        sums.unreserved += usage.onDemand()
      }
    }
    return sums
  }

  const admission = (version: VersionRef) => {
    const usage = inScope(version).get(version.name) ?? createFunctionUsage()
    const { unreserved, ...setAside } = totals(version)
    const limits = { account: accountLimit, ...setAside, function: usage.limits() }
    const freeProvisioned = usage.freeProvisioned(version.version)
    return admit(limits, { freeProvisioned, ofFunction: usage.onDemand(), unreserved })
  }

  return {
    take(version) {
      const admitted = admission(version)
      if ('throttled' in admitted) throw new Throttled(RATE_EXCEEDED, admitted.throttled)
      const { from } = admitted
      const of = from === 'provisioned' ? version.version : undefined
      change(version, (usage) => usage.begin(of))
      let isHeld = true
      return {
        from,
        release() {
          if (isHeld) change(version, (usage) => usage.end(of))
          isHeld = false
        },
      }
    },
    reservationOf: (fn) => inScope(fn).get(fn.name)?.limits().reserved,
    accountLimit,
    unreserved: (scope, except) =>
      unreservedOf({ account: accountLimit, ...totals(scope, except) }),
    provisionedOf: (fn) => inScope(fn).get(fn.name)?.limits().provisioned ?? 0,
    inTurn: (scope, setAside) => oneAtATime(keyOf(scope), setAside),
    provision: (version, slots) =>
      change(version, (usage) => usage.provision(version.version, slots)),
  }
}

function keyOf({ account, region }: Scope): string {
  return `${account}/${region}`
}

function functionOf([account, region, name]: Key): FunctionRef {
  return { account: String(account), region: String(region), name: String(name) }
}
