import { functionArn } from '../../domain/arn.ts'
import { InvalidInput, NotFound } from '../../domain/faults.ts'
import type { LambdaFunction } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { functionNotFound } from './find-function.ts'
import { type FunctionReference, LATEST } from './function-reference.ts'
import { isAlias } from './qualifier-kind.ts'
import type { Statement } from './resource-policy.ts'

/** Functions, versions and aliases have policies, `$LATEST` has none of its own. */
export function checkNotLatest({ qualifier }: FunctionReference): void {
  if (qualifier !== LATEST) return
  throw new InvalidInput('We currently do not support adding policies for $LATEST.')
}

/** @throws NotFound in the words of AddPermission; every version and alias, until there are any. */
export async function findPolicyHolder(
  functions: FunctionRegistry,
  scope: Scope,
  reference: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(scope, reference.name)
  if (!found) throw functionNotFound(scope, reference)
  if (reference.qualifier === undefined) return found
  throw qualifierNotFound(scope, reference, reference.qualifier)
}

export function aliasNotFound(scope: Scope, name: string, alias: string): NotFound {
  return new NotFound(`Cannot find alias arn: ${functionArn(scope, name, alias)}`)
}

/** The policy of a function shares the function's revision (recorded on AWS). */
export function withStatements(
  fn: LambdaFunction,
  statements: readonly Statement[],
  revisionId: string,
): LambdaFunction {
  const { '': _, ...others } = fn.policies
  const policies = statements.length > 0 ? { ...others, '': { revisionId, statements } } : others
  return { ...fn, policies, latest: { ...fn.latest, revisionId } }
}

function qualifierNotFound(scope: Scope, reference: FunctionReference, given: string): NotFound {
  return isAlias(given)
    ? aliasNotFound(scope, reference.name, given)
    : functionNotFound(scope, reference)
}
