import type { Alias } from '../../../domain/alias.ts'
import { functionArn } from '../../../domain/arn.ts'
import { aliasOf } from '../../../domain/choose-version.ts'
import { checkPublished, checkUncovered } from '../../../domain/concurrency/check-provisioned.ts'
import { provisionedOf } from '../../../domain/concurrency/provisioned-concurrency.ts'
import { NotFound } from '../../../domain/faults.ts'
import type { LambdaFunction } from '../../../domain/function.ts'
import { defineOperation } from '../../operation.ts'
import { retryOnConflict } from '../../retry-on-conflict.ts'
import { structure } from '../../schema.ts'
import { functionName, revisionId } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import type { FunctionReference } from '../function-reference.ts'
import { checkFunctionRevision } from '../revision.ts'
import { toAliasConfiguration } from './alias-configuration.ts'
import { aliasName, aliasSettings, type WireRouting } from './alias-members.ts'
import { checkVersions, toRouting } from './alias-routing.ts'

type AliasChanges = {
  FunctionVersion?: string
  Description?: string
  RoutingConfig?: WireRouting
}
type UpdateAliasInput = AliasChanges & { FunctionName: string; Name: string; RevisionId?: string }

export const updateAlias = defineOperation<UpdateAliasInput>({
  service: 'lambda',
  name: 'UpdateAlias',
  input: structure(
    'UpdateAliasRequest',
    { FunctionName: functionName, Name: aliasName, ...aliasSettings, RevisionId: revisionId },
    ['FunctionName', 'Name'],
  ),
  async handle(input, { functions, random }, { scope: caller }) {
    const { FunctionName, Name, RevisionId } = input
    const reference = await referToFunctionOnly(functions, caller, FunctionName, 'UpdateAlias')
    const stamp = random.uuid()
    const updated = await retryOnConflict(async () => {
      const { function: fn, revision } = await findFunction(functions, reference)
      const alias = aliasOf(fn, Name)
      if (!alias) throw notFound(reference, Name)
      checkFunctionRevision(RevisionId, alias.revisionId)
      const changed = { ...withChanges(alias, input), revisionId: stamp }
      await checkVersions(functions, reference, changed)
      if (provisionedOf(fn, Name)) checkMoved(fn, changed)
      const expect = revision === undefined ? 'absent' : { revision }
      await functions.put(reference.scope, withAlias(fn, changed), expect)
      return changed
    })
    return toAliasConfiguration(reference, updated)
  },
})

/** Provisioned concurrency follows the alias, so it must be able to. */
function checkMoved(fn: LambdaFunction, { name, version }: Alias): void {
  checkPublished(version)
  checkUncovered(fn, name, version)
}

/** What is not given stays; an empty routing takes the second version away. */
function withChanges(alias: Alias, changes: AliasChanges): Alias {
  const { routing: present, ...rest } = alias
  const routing = changes.RoutingConfig ? toRouting(changes.RoutingConfig) : present
  return {
    ...rest,
    version: changes.FunctionVersion ?? alias.version,
    description: changes.Description ?? alias.description,
    ...(routing && { routing }),
  }
}

function withAlias(fn: LambdaFunction, changed: Alias): LambdaFunction {
  const aliases = fn.aliases.map((alias) => (alias.name === changed.name ? changed : alias))
  return { ...fn, aliases }
}

/** AWS words it differently than GetAlias does. */
function notFound({ scope, name }: FunctionReference, alias: string): NotFound {
  return new NotFound(`Alias not found: ${functionArn(scope, name, alias)}`)
}
