import { NotFound } from '../../domain/faults.ts'
import type { Statement } from '../../domain/function.ts'
import { revisionOf } from '../../domain/function-revision.ts'
import { statementsOf } from '../../domain/policy/function-policy.ts'
import { isAliasName } from '../../domain/qualifier.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { defineOperation } from '../operation.ts'
import { string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { namespacedFunctionName, qualifier, revisionId } from './fields.ts'
import { aliasNotFound, arnOf } from './find-function.ts'
import { type FunctionReference, referTo } from './function-reference.ts'
import { withStatements } from './policy-holder.ts'
import { checkPolicyRevision } from './revision.ts'

type RemovePermissionInput = {
  FunctionName: string
  StatementId: string
  Qualifier?: string
  RevisionId?: string
}

export const removePermission = defineOperation<RemovePermissionInput>({
  service: 'lambda',
  name: 'RemovePermission',
  input: structure(
    'RemovePermissionRequest',
    {
      FunctionName: namespacedFunctionName,
      StatementId: string({ min: 1, max: 100, pattern: '([a-zA-Z0-9-_.]+)' }),
      Qualifier: qualifier,
      RevisionId: revisionId,
    },
    ['FunctionName', 'StatementId'],
  ),
  async handle(input, { functions, random }, { scope: caller }) {
    const { StatementId, RevisionId } = input
    const reference = await referTo(functions, caller, input, 'RemovePermission')
    const stamp = random.uuid()
    const { scope, qualifier: given } = reference
    const find = () => findWithPolicy(functions, reference)
    await changeFunction(functions, scope, find, (fn) => {
      const statements = without(statementsOf(fn, given), StatementId)
      checkPolicyRevision(RevisionId, revisionOf(fn, given))
      return withStatements(fn, given, statements, stamp)
    })
    return undefined
  },
})

async function findWithPolicy(
  functions: FunctionRegistry,
  reference: FunctionReference,
): Promise<FoundFunction> {
  const { scope, name, qualifier: given } = reference
  const found = await functions.find(scope, name)
  if (!found) throw new NotFound(`No policy found for: ${arnOf(reference)}`)
  const isThere = revisionOf(found.function, given) !== undefined
  if (given !== undefined && isAliasName(given) && !isThere) throw aliasNotFound(reference)
  if (statementsOf(found.function, given).length > 0) return found
  throw new NotFound('No policy is associated with the given resource.')
}

function without(statements: readonly Statement[], sid: string): readonly Statement[] {
  const others = statements.filter(({ Sid }) => Sid !== sid)
  if (others.length < statements.length) return others
  throw new NotFound(`Statement ${sid} is not found in resource policy.`)
}
