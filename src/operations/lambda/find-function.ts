import { PRIMARY } from '../../domain/alias.ts'
import { functionArn } from '../../domain/arn.ts'
import { NotFound } from '../../domain/faults.ts'
import type {
  FoundFunction,
  FunctionRegistry,
  ResolvedFunction,
} from '../../execution/function-registry.ts'
import type { FunctionReference } from './function-reference.ts'

/** The function itself, whatever version or alias was named. @throws NotFound in the words of GetFunction. */
export async function findFunction(
  functions: FunctionRegistry,
  reference: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(reference.scope, reference.name)
  if (!found) throw functionNotFound(reference)
  return found
}

/**
 * What a version or an alias leads to.
 *
 * @param draw - where a weighted alias leads; without it, to the version that it names first.
 * @throws NotFound in the words of GetFunction.
 */
export async function resolveFunction(
  functions: FunctionRegistry,
  reference: FunctionReference,
  draw = PRIMARY,
): Promise<ResolvedFunction> {
  const { scope, name, qualifier } = reference
  const found = await functions.resolve(scope, name, qualifier, draw)
  if (!found) throw functionNotFound(reference)
  return found
}

export function functionNotFound(reference: FunctionReference): NotFound {
  return new NotFound(`Function not found: ${arnOf(reference)}`)
}

/** In the words of GetAlias and of the operations on what an alias can have. */
export function aliasNotFound(reference: FunctionReference): NotFound {
  return new NotFound(`Cannot find alias arn: ${arnOf(reference)}`)
}

export function arnOf({ scope, name, qualifier }: FunctionReference): string {
  return functionArn(scope, name, qualifier)
}
