import { lazy } from '../platform/lazy.ts'
import type { Operation, ServiceName } from './operation.ts'

/** An operation by its name. Its code is loaded when it is called first: most are never called in one run. */
export type ListedOperation = {
  readonly service: ServiceName
  readonly name: string
  /** @returns the same operation each time. */
  load(): Promise<Operation>
}

/** @param loaders - what loads each operation, by its name. */
export function listOperations(
  service: ServiceName,
  loaders: Readonly<Record<string, () => Promise<Operation>>>,
): readonly ListedOperation[] {
  return Object.entries(loaders).map(([name, load]) => ({
    service,
    name,
    load: lazy(async () => {
      const operation = await load()
      if (operation.service === service && operation.name === name) return operation
      throw new Error(`${operation.service}.${operation.name} is listed as ${service}.${name}.`)
    }),
  }))
}

/** One that is loaded already, as a list has it. */
export function listed(operation: Operation): ListedOperation {
  const { service, name } = operation
  return { service, name, load: async () => operation }
}

export function loadAll(list: readonly ListedOperation[]): Promise<readonly Operation[]> {
  return Promise.all(list.map((one) => one.load()))
}
