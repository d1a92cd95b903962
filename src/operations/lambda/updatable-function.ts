import { InvalidInput } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import { isLatest } from './find-function.ts'
import { type FunctionReference, parseFunctionReference } from './function-reference.ts'

/** @throws InvalidInput when the name means a version or an alias, which never change in this way. */
export function parseUpdatableFunction(
  scope: Scope,
  functionName: string,
  action: string,
): FunctionReference {
  const reference = parseFunctionReference(scope, functionName, undefined, action)
  if (isLatest(reference)) return reference
  throw new InvalidInput(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  )
}
