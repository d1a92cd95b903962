import type { Alias } from '../../../domain/alias.ts'
import { functionArn } from '../../../domain/arn.ts'
import type { FunctionReference } from '../function-reference.ts'

/** An alias as GetAlias prints it. */
export function toAliasConfiguration({ scope, name }: FunctionReference, alias: Alias): object {
  const { routing } = alias
  return {
    AliasArn: functionArn(scope, name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    ...(routing && {
      RoutingConfig: { AdditionalVersionWeights: { [routing.version]: routing.weight } },
    }),
    RevisionId: alias.revisionId,
  }
}
