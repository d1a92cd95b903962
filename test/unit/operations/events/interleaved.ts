import type fc from 'fast-check'
import type { ConfigStore } from '../../../../src/store/config-store.ts'

/** A store on which the scheduler decides whose step is next. */
export function interleaved(inner: ConfigStore, scheduler: fc.Scheduler): ConfigStore {
  // The wrappers have the signatures of what they wrap, but not their type parameters.
  return {
    get: scheduler.scheduleFunction(inner.get),
    put: scheduler.scheduleFunction(inner.put),
    delete: scheduler.scheduleFunction(inner.delete),
    list: scheduler.scheduleFunction(inner.list),
    watch: inner.watch,
  } as ConfigStore
}
