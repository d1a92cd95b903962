import { InvalidInput } from '../../domain/faults.ts'
import { LATEST } from '../../domain/qualifier.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FunctionRegistry } from '../../execution/function-registry.ts'
import { type FunctionReference, referTo } from './function-reference.ts'

/**
 * The function of an operation on functions as such.
 * @throws InvalidInput when the name means a version or an alias.
 */
export async function referToFunctionOnly(
  functions: FunctionRegistry,
  caller: Scope,
  FunctionName: string,
  action: string,
): Promise<FunctionReference> {
  const reference = await referTo(functions, caller, { FunctionName }, action)
  if (reference.qualifier === undefined || reference.qualifier === LATEST) return reference
  throw new InvalidInput(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  )
}
