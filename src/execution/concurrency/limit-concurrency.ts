import type { Executor } from '../executor.ts'
import type { ConcurrencyLeases } from './concurrency-leases.ts'

/**
 * An executor that counts what it runs, from the moment of asking: a caller who waits for a process is an
 * execution for AWS, and lines of callers stay bounded.
 */
export function limitConcurrency(executor: Executor, leases: ConcurrencyLeases): Executor {
  return {
    ...executor,
    async invoke(invocation, caller) {
      const { scope, configuration } = invocation
      const { functionName: name, version } = configuration
      const { account, region } = scope
      const lease = leases.take({ account, region, name, version })
      try {
        const isProvisioned = lease.from === 'provisioned'
        return await executor.invoke(
          isProvisioned ? { ...invocation, isProvisioned } : invocation,
          caller,
        )
      } finally {
        lease.release()
      }
    },
  }
}
