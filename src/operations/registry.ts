import type { Operation, ServiceName } from './operation.ts'

export type Registry = {
  find(service: ServiceName, name: string): Operation | undefined
  /** In the order of registration. */
  readonly operations: readonly Operation[]
}

/** Every operation that busbar has, by service and name; feeds the edge and the compatibility table. */
export function createRegistry(operations: readonly Operation[]): Registry {
  const byName = new Map<string, Operation>()
  for (const operation of operations) {
    const key = keyOf(operation.service, operation.name)
    if (byName.has(key)) throw new Error(`The operation ${key} is registered twice.`)
    byName.set(key, operation)
  }
  return { operations, find: (service, name) => byName.get(keyOf(service, name)) }
}

function keyOf(service: ServiceName, name: string): string {
  return `${service}.${name}`
}
