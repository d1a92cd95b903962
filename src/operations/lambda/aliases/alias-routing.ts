import type { Alias, WeightedVersion } from '../../../domain/alias.ts'
import { InvalidInput, UntypedInvalidInput } from '../../../domain/faults.ts'
import { LATEST } from '../../../domain/qualifier.ts'
import type { FunctionRegistry, ResolvedFunction } from '../../../execution/function-registry.ts'
import { resolveFunction } from '../find-function.ts'
import type { FunctionReference } from '../function-reference.ts'
import type { WireRouting } from './alias-members.ts'

/** @returns `undefined` when there is no second version. @throws InvalidInput when there is a third. */
export function toRouting({
  AdditionalVersionWeights = {},
}: WireRouting): WeightedVersion | undefined {
  const [first, second] = Object.entries(AdditionalVersionWeights)
  if (second) {
    throw new InvalidInput('Number of items in AdditionalVersionWeights cannot be greater than 1')
  }
  return first && { version: first[0], weight: first[1] }
}

/**
 * What an alias asks of the versions that it leads to.
 *
 * @throws NotFound when there is no such version, InvalidInput when the two cannot share an alias.
 */
export async function checkVersions(
  functions: FunctionRegistry,
  { scope, name }: FunctionReference,
  { version, routing }: Pick<Alias, 'version' | 'routing'>,
): Promise<void> {
  const versionOf = (qualifier: string) => resolveFunction(functions, { scope, name, qualifier })
  const primary = await versionOf(version)
  if (routing === undefined) return
  if (routing.version === version) {
    throw new InvalidInput(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    )
  }
  if (version === LATEST) {
    throw new UntypedInvalidInput(
      '$LATEST is not supported for an alias pointing to more than 1 version',
    )
  }
  checkSameRole(primary, await versionOf(routing.version))
}

/** "Create an alias for a Lambda function", on weighted aliases; the words are ours. */
function checkSameRole(one: ResolvedFunction, other: ResolvedFunction): void {
  const [first, second] = [one.configuration, other.configuration]
  if (first.role === second.role) return
  throw new InvalidInput(
    `The versions of an alias must have the same execution role. Function versions ${first.version} and ${second.version} have different ones.`,
  )
}
