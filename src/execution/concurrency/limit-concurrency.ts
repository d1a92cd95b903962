import type { Executor } from '../executor.ts'
import type { ConcurrencyLeases } from './concurrency-leases.ts'

/**
 * An executor that counts what it runs, from the moment of asking: a caller who waits for a process is an
 * execution for AWS, and lines of callers stay bounded.
 */
export function limitConcurrency(executor: Executor, leases: ConcurrencyLeases): Executor {
  return {
    ...executor,
    async invoke(invocation, caller, onFree) {
      const { scope, configuration } = invocation
      const { functionName: name, version } = configuration
      const { account, region } = scope
      const lease = leases.take({ account, region, name, version })
      const isProvisioned = lease.from === 'provisioned'
      const counted = isProvisioned ? { ...invocation, isProvisioned } : invocation
      try {
        return await executor.invoke(counted, caller, () => {
          lease.release()
          onFree?.()
        })
      } catch (error) {
        lease.release()
        throw error
      }
    },
  }
}
