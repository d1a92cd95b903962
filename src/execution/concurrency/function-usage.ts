import type { ConcurrencyLimits } from '../../domain/concurrency/admit.ts'
import type { ProvisionedSlots } from './concurrency-leases.ts'

/** What of concurrency one function has and uses. */
export type FunctionUsage = {
  limits(): ConcurrencyLimits['function']
  /** Executions that no provisioned environment has taken. */
  onDemand(): number
  freeProvisioned(version: string): number
  reserve(concurrency: number | undefined): void
  provision(version: string, slots: ProvisionedSlots): void
  /** @param provisioned - the version whose provisioned environment takes it; without it, on demand. */
  begin(provisioned: string | undefined): void
  end(provisioned: string | undefined): void
  /** Whether forgetting it would change nothing. */
  isEmpty(): boolean
}

type Provisioned = { readonly slots: ProvisionedSlots; readonly busy: number }

const NONE: Provisioned = { slots: { requested: 0, ready: 0 }, busy: 0 }

export function createFunctionUsage(): FunctionUsage {
  const provisioned = new Map<string, Provisioned>()
  let reserved: number | undefined
  let running = 0

  const of = (version: string) => provisioned.get(version) ?? NONE
  /** What still runs in environments that were given up keeps being counted there. */
  const set = (version: string, { slots, busy }: Provisioned) => {
    if (slots.requested === 0 && busy === 0) provisioned.delete(version)
    else provisioned.set(version, { slots, busy })
  }
  const count = (version: string | undefined, by: 1 | -1) => {
    if (version === undefined) running += by
    else set(version, { ...of(version), busy: of(version).busy + by })
  }

  return {
    limits() {
      let requested = 0
      for (const { slots } of provisioned.values()) requested += slots.requested
      return { provisioned: requested, ...(reserved !== undefined && { reserved }) }
    },
    onDemand: () => running,
    freeProvisioned: (version) => Math.max(0, of(version).slots.ready - of(version).busy),
    reserve(concurrency) {
      reserved = concurrency
    },
    provision: (version, slots) => set(version, { ...of(version), slots }),
    begin: (version) => count(version, 1),
    end: (version) => count(version, -1),
    isEmpty: () => reserved === undefined && running === 0 && provisioned.size === 0,
  }
}
