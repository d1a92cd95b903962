import { PRIMARY } from '../../../domain/alias.ts'
import { InvalidInput } from '../../../domain/faults.ts'
import { isAliasName, LATEST } from '../../../domain/qualifier.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { FunctionRegistry, ResolvedFunction } from '../../../execution/function-registry.ts'
import { functionName, qualifier } from '../fields.ts'
import { aliasNotFound, functionNotFound } from '../find-function.ts'
import { type FunctionReference, referTo } from '../function-reference.ts'

export type QualifiedInput = { FunctionName: string; Qualifier: string }
export type QualifiedReference = FunctionReference & { readonly qualifier: string }

export const qualifiedMembers = { FunctionName: functionName, Qualifier: qualifier }

export async function referToQualified(
  functions: FunctionRegistry,
  caller: Scope,
  input: QualifiedInput,
  action: string,
): Promise<QualifiedReference> {
  const reference = await referTo(functions, caller, input, action)
  return { ...reference, qualifier: input.Qualifier }
}

/** @throws InvalidInput for `$LATEST`, in the words for configs that are read or deleted. */
export async function referToPublished(
  functions: FunctionRegistry,
  caller: Scope,
  input: QualifiedInput,
  action: string,
): Promise<QualifiedReference> {
  const reference = await referToQualified(functions, caller, input, action)
  if (reference.qualifier !== LATEST) return reference
  throw new InvalidInput('The function resource provided must be an alias or a published version.')
}

/** @throws NotFound, the same whether the function or what the qualifier names is missing. */
export async function findQualified(
  functions: FunctionRegistry,
  reference: QualifiedReference,
): Promise<ResolvedFunction> {
  const { scope, name, qualifier: given } = reference
  const found = await functions.resolve(scope, name, given, PRIMARY)
  if (found) return found
  throw isAliasName(given) ? aliasNotFound(reference) : functionNotFound(reference)
}
