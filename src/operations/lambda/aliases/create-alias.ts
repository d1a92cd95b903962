import type { Alias } from '../../../domain/alias.ts'
import { functionArn } from '../../../domain/arn.ts'
import { aliasOf } from '../../../domain/choose-version.ts'
import { Conflict } from '../../../domain/faults.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { functionName } from '../fields.ts'
import { resolveFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { toAliasConfiguration } from './alias-configuration.ts'
import { aliasName, aliasSettings, type WireRouting } from './alias-members.ts'
import { checkVersions, toRouting } from './alias-routing.ts'

type CreateAliasInput = {
  FunctionName: string
  Name: string
  FunctionVersion: string
  Description?: string
  RoutingConfig?: WireRouting
}

export const createAlias = defineOperation<CreateAliasInput>({
  service: 'lambda',
  name: 'CreateAlias',
  input: structure(
    'CreateAliasRequest',
    { FunctionName: functionName, Name: aliasName, ...aliasSettings },
    ['FunctionName', 'Name', 'FunctionVersion'],
  ),
  async handle(input, { functions, random }, { scope: caller }) {
    const { FunctionName, Name, FunctionVersion } = input
    const reference = await referToFunctionOnly(functions, caller, FunctionName, 'CreateAlias')
    const { scope, name } = reference
    const routing = toRouting(input.RoutingConfig ?? {})
    const alias: Alias = {
      name: Name,
      version: FunctionVersion,
      description: input.Description ?? '',
      revisionId: random.uuid(),
      ...(routing && { routing }),
    }
    // A missing version is reported before a taken name. Both are looked at again with every try: a
    // version that goes meanwhile changes the function.
    const find = async () => {
      const found = await resolveFunction(functions, { scope, name, qualifier: FunctionVersion })
      if (aliasOf(found.function, Name)) {
        throw new Conflict(`Alias already exists: ${functionArn(scope, name, Name)}`)
      }
      await checkVersions(functions, reference, alias)
      return found
    }
    await changeFunction(functions, scope, find, (fn) => ({
      ...fn,
      aliases: [...fn.aliases, alias].toSorted(byName),
    }))
    return toAliasConfiguration(reference, alias)
  },
})

function byName(one: Alias, other: Alias): number {
  return one.name < other.name ? -1 : 1
}
