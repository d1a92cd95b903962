import { Conflict } from '../../domain/faults.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import { LATEST } from '../../domain/qualifier.ts'
import type { FunctionRegistry } from '../../execution/function-registry.ts'
import { resolveFunction } from './find-function.ts'
import type { FunctionReference } from './function-reference.ts'

/** What an invocation runs. @throws NotFound in the words of Invoke, Conflict when it is not active. */
export async function runnable(
  functions: FunctionRegistry,
  reference: FunctionReference,
  draw: number,
): Promise<FunctionConfiguration> {
  // AWS names the version that it looked for, also when the caller gave none (recorded in 2025).
  const named = { ...reference, qualifier: reference.qualifier ?? LATEST }
  const { configuration } = await resolveFunction(functions, named, draw)
  if (configuration.state === 'Active') return configuration
  throw new Conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${configuration.state}`,
  )
}
