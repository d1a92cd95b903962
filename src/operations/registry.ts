import type { ListedOperation } from './listed-operation.ts'
import type { Operation, ServiceName } from './operation.ts'

export type Registry = {
  /** Loads it, if this is its first call. @returns `undefined` when there is none. */
  find(service: ServiceName, name: string): Promise<Operation> | undefined
  /** Those that have operations. */
  readonly services: readonly ServiceName[]
}

/** Every operation that busbar has, by service and name. */
export function createRegistry(operations: readonly ListedOperation[]): Registry {
  const services = new Map<ServiceName, Map<string, ListedOperation>>()
  for (const operation of operations) {
    const { service, name } = operation
    const byName = services.get(service) ?? new Map<string, ListedOperation>()
    services.set(service, byName)
    if (byName.has(name)) throw new Error(`The operation ${service}.${name} is registered twice.`)
    byName.set(name, operation)
  }
  return {
    services: [...services.keys()],
    find: (service, name) => services.get(service)?.get(name)?.load(),
  }
}
