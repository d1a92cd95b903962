import { functionArn } from '../../domain/arn.ts'
import { InvalidInput } from '../../domain/faults.ts'
import type { LambdaFunction, RuntimeManagement } from '../../domain/function.ts'
import { LATEST, ofQualifier } from '../../domain/qualifier.ts'
import type { FunctionRegistry, ResolvedFunction } from '../../execution/function-registry.ts'
import { resolveFunction } from './find-function.ts'
import type { FunctionReference } from './function-reference.ts'

/**
 * The function, and the version whose runtime is meant: `$LATEST` unless one is named.
 * @throws InvalidInput for an alias, in words of our own; NotFound in the words of GetFunction.
 */
export async function findManaged(
  functions: FunctionRegistry,
  reference: FunctionReference,
): Promise<ResolvedFunction> {
  const resolved = await resolveFunction(functions, reference)
  if (resolved.configuration.code.kind === 'image') {
    throw new InvalidInput('A function of PackageType Image has no runtime of Lambda to manage.')
  }
  if (!resolved.alias) return resolved
  throw new InvalidInput(
    'The runtime of an alias is that of its version. Please specify a version or a function.',
  )
}

export function managementOf(fn: LambdaFunction, version: string): RuntimeManagement {
  return ofQualifier(fn.runtimeManagement ?? {}, version) ?? { updateOn: 'Auto' }
}

/** As the operations print it; a version's ARN is qualified, that of `$LATEST` always. */
export function toRuntimeManagementConfig(
  { scope, name, qualifier = LATEST }: FunctionReference,
  { updateOn, runtimeVersionArn }: RuntimeManagement,
): object {
  return {
    UpdateRuntimeOn: updateOn,
    FunctionArn: functionArn(scope, name, qualifier),
    ...(runtimeVersionArn !== undefined && { RuntimeVersionArn: runtimeVersionArn }),
  }
}

/** AWS does not change the runtime of what is pinned to a version of it. */
export function checkRuntimeMayChange(fn: LambdaFunction): void {
  if (managementOf(fn, LATEST).updateOn !== 'Manual') return
  throw new InvalidInput(
    "Cannot change runtime identifier when runtime management configuration is set to 'Manual'. Change the runtime management configuration to 'Auto' or 'FunctionUpdate', then retry.",
  )
}
