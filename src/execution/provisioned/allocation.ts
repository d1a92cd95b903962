import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ProvisionedSlots } from '../concurrency/concurrency-leases.ts'
import { INIT_FAILURE } from '../environment/environment.ts'
import type { ProvisionedStatus } from './provisioned-concurrency.ts'
import type { ProvisionedEnvironments } from './provisioned-environments.ts'

/** What ends by itself before it was used is replaced at once, but not for ever. */
const MOST_DEATHS = 3

export type Allocation = {
  /** What runs; until it is known, nothing is started. */
  provide(configuration: FunctionConfiguration): void
  /** How many there shall be; what failed before is tried again. */
  want(requested: number): void
  /** Starts what is missing, as far as there is room now. */
  fill(): void
  /** Tries again what failed. */
  retry(): void
  status(): ProvisionedStatus
  /** Gives all of it up; those that run something end after it. */
  end(): void
}

export type AllocationDeps = {
  readonly environments: ProvisionedEnvironments
  /** Called with every change of what can be leased. */
  readonly onSlots: (slots: ProvisionedSlots) => void
  /** Something has failed that may succeed later. */
  readonly onFailure: () => void
  /** A place is free that others may want; the allocation itself is filled in the same turn. */
  readonly onRoom: () => void
  /** Marks an init as running until the returned function is called. */
  readonly begin: () => () => void
}

type Started = { isReady: boolean; end: () => void; readonly settled: () => void }

/** The provisioned environments of one version. */
export function createAllocation(
  { environments, onSlots, onFailure, onRoom, begin }: AllocationDeps,
  scope: Scope,
  initiallyRequested: number,
): Allocation {
  const started = new Set<Started>()
  let requested = initiallyRequested
  let configuration: FunctionConfiguration | undefined
  let failure: string | undefined
  /** The server's own limit is reached. */
  let isShort = false
  let deaths = 0
  let isEnded = false

  const ready = () => [...started].filter(({ isReady }) => isReady).length
  const tellSlots = () => {
    if (!isEnded) onSlots({ requested, ready: Math.min(ready(), requested) })
  }
  const fail = (reason: string) => {
    if (isEnded || failure !== undefined) return
    failure = reason
    onFailure()
  }
  const startOne = (version: FunctionConfiguration): boolean => {
    const one: Started = { isReady: false, end: () => {}, settled: begin() }
    const environment = environments.start(scope, version, {
      onReady() {
        one.isReady = true
        one.settled()
        tellSlots()
      },
      onFailed(reason) {
        one.settled()
        if (started.has(one)) fail(reason)
      },
      onGone(diedUnused) {
        one.settled()
        if (started.delete(one)) lost(one, diedUnused)
        onRoom()
      },
    })
    if (environment === undefined) one.settled()
    else {
      one.end = environment.end
      started.add(one)
    }
    return environment !== undefined
  }
  /** By itself, not because it was given up. */
  const lost = ({ isReady }: Started, diedUnused: boolean) => {
    if (isReady) tellSlots()
    if (diedUnused) deaths += 1
    if (deaths >= MOST_DEATHS) fail(INIT_FAILURE)
  }
  const giveUp = (surplus: number) => {
    // Those that are not ready yet are missed by nobody.
    const order = [...started].toSorted((a, b) => Number(a.isReady) - Number(b.isReady))
    const given = order.slice(0, surplus)
    for (const one of given) started.delete(one)
    tellSlots()
    for (const one of given) one.end()
  }

  const allocation: Allocation = {
    provide(found) {
      configuration = found
      allocation.fill()
    },
    want(wanted) {
      requested = wanted
      if (started.size > wanted) giveUp(started.size - wanted)
      else tellSlots()
      allocation.retry()
    },
    fill() {
      isShort = false
      if (configuration === undefined || failure !== undefined || isEnded) return
      while (started.size < requested && !isShort) isShort = !startOne(configuration)
    },
    retry() {
      failure = undefined
      deaths = 0
      allocation.fill()
    },
    status() {
      const available = Math.min(ready(), requested)
      const counts = { requested, available }
      if (available === requested) return { ...counts, status: 'READY' }
      const reason = failure ?? (isShort ? shortageText(environments.most) : undefined)
      if (reason === undefined) return { ...counts, status: 'IN_PROGRESS' }
      return { ...counts, status: 'FAILED', reason }
    },
    end() {
      giveUp(started.size)
      onSlots({ requested: 0, ready: 0 })
      isEnded = true
    },
  }
  tellSlots()
  return allocation
}

function shortageText(most: number): string {
  const places = most === 1 ? '1 provisioned environment' : `${most} provisioned environments`
  return `This server has room for ${places} of all functions together; BUSBAR_MAX_ENVIRONMENTS gives it more.`
}
