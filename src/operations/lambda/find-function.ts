import { functionArn } from '../../domain/arn.ts'
import { NotFound } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { type FunctionReference, LATEST } from './function-reference.ts'

/** @throws NotFound in the words of GetFunction; also for versions and aliases, which do not exist yet. */
export async function findFunction(
  functions: FunctionRegistry,
  scope: Scope,
  reference: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(scope, reference.name)
  if (!found || !isLatest(reference)) throw functionNotFound(scope, reference)
  return found
}

export function functionNotFound(scope: Scope, { name, qualifier }: FunctionReference): NotFound {
  return new NotFound(`Function not found: ${functionArn(scope, name, qualifier)}`)
}

export function isLatest({ qualifier }: FunctionReference): boolean {
  return qualifier === undefined || qualifier === LATEST
}
