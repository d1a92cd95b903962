import { Conflict } from '../../domain/faults.ts'
import { LATEST } from '../../domain/qualifier.ts'
import type { FunctionRegistry, ResolvedFunction } from '../../execution/function-registry.ts'
import { resolveFunction } from './find-function.ts'
import type { FunctionReference } from './function-reference.ts'

/** What an invocation runs. @throws NotFound in the words of Invoke, Conflict when it is not active. */
export async function runnable(
  functions: FunctionRegistry,
  reference: FunctionReference,
  draw: number,
): Promise<ResolvedFunction> {
  // AWS names the version that it looked for, also when the caller gave none (recorded in 2025).
  const named = { ...reference, qualifier: reference.qualifier ?? LATEST }
  const resolved = await resolveFunction(functions, named, draw)
  const { state } = resolved.configuration
  if (state === 'Active') return resolved
  throw new Conflict(
    `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
  )
}
