import { InvalidInput } from '../../../domain/faults.ts'
import type { LambdaFunction } from '../../../domain/function.ts'
import { withRevision } from '../../../domain/function-revision.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { FunctionRegistry } from '../../../execution/function-registry.ts'
import { type FunctionReference, referTo } from '../function-reference.ts'

/** @throws InvalidInput when the name means a version or an alias, be it `$LATEST`. */
export async function referToWholeFunction(
  functions: FunctionRegistry,
  caller: Scope,
  FunctionName: string,
  action: string,
): Promise<FunctionReference> {
  const reference = await referTo(functions, caller, { FunctionName }, action)
  if (reference.qualifier === undefined) return reference
  throw new InvalidInput(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  )
}

/** With another revision: that much of the function changes (recorded on AWS). @param reserved - none: no reservation. */
export function withReservation(
  fn: LambdaFunction,
  reserved: number | undefined,
  revisionId: string,
): LambdaFunction {
  const { reservedConcurrency: _, ...rest } = withRevision(fn, undefined, revisionId)
  return reserved === undefined ? rest : { ...rest, reservedConcurrency: reserved }
}
