import { InvalidInput } from '../../domain/faults.ts'
import type { LambdaFunction, Statement } from '../../domain/function.ts'
import { revisionOf, withRevision } from '../../domain/function-revision.ts'
import { isAliasName, LATEST, withoutQualifier } from '../../domain/qualifier.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { aliasNotFound, findFunction, functionNotFound } from './find-function.ts'
import type { FunctionReference } from './function-reference.ts'

/** Functions, versions and aliases have policies, `$LATEST` has none of its own. */
export function checkNotLatest({ qualifier }: FunctionReference): void {
  if (qualifier !== LATEST) return
  throw new InvalidInput('We currently do not support adding policies for $LATEST.')
}

/** @throws NotFound in the words of AddPermission. */
export async function findPolicyHolder(
  functions: FunctionRegistry,
  reference: FunctionReference,
): Promise<FoundFunction> {
  const found = await findFunction(functions, reference)
  const { qualifier } = reference
  if (revisionOf(found.function, qualifier) !== undefined) return found
  const isAlias = qualifier !== undefined && isAliasName(qualifier)
  throw isAlias ? aliasNotFound(reference) : functionNotFound(reference)
}

/** A policy shares the revision of the function, version or alias that it is on (recorded on AWS). */
export function withStatements(
  fn: LambdaFunction,
  qualifier: string | undefined,
  statements: readonly Statement[],
  revisionId: string,
): LambdaFunction {
  const key = qualifier ?? ''
  const others = withoutQualifier(fn.policies, key)
  const policies = statements.length > 0 ? { ...others, [key]: { revisionId, statements } } : others
  return withRevision({ ...fn, policies }, qualifier, revisionId)
}
