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
  const byName = new Map<string, ListedOperation>()
  for (const operation of operations) {
    const key = keyOf(operation.service, operation.name)
    if (byName.has(key)) throw new Error(`The operation ${key} is registered twice.`)
    byName.set(key, operation)
  }
  return {
    services: [...new Set(operations.map(({ service }) => service))],
    find: (service, name) => byName.get(keyOf(service, name))?.load(),
  }
}

function keyOf(service: ServiceName, name: string): string {
  return `${service}.${name}`
}
