import { functionArn } from '../../domain/arn.ts'
import { NotFound } from '../../domain/faults.ts'
import type { LambdaFunction } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { defineOperation } from '../operation.ts'
import { string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { namespacedFunctionName, qualifier, revisionId } from './fields.ts'
import { type FunctionReference, parseFunctionReference } from './function-reference.ts'
import { aliasNotFound, withStatements } from './policy-holder.ts'
import { isAlias } from './qualifier-kind.ts'
import type { Statement } from './resource-policy.ts'
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
  async handle(input, { functions, random }, { scope }) {
    const { FunctionName, Qualifier, StatementId, RevisionId } = input
    const reference = parseFunctionReference(scope, FunctionName, Qualifier, 'RemovePermission')
    const stamp = random.uuid()
    const find = () => findWithPolicy(functions, scope, reference)
    await changeFunction(functions, scope, find, (fn) => {
      const statements = without(fn, StatementId)
      checkPolicyRevision(RevisionId, fn.latest.revisionId)
      return withStatements(fn, statements, stamp)
    })
    return undefined
  },
})

async function findWithPolicy(
  functions: FunctionRegistry,
  scope: Scope,
  { name, qualifier: given }: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(scope, name)
  if (!found) throw new NotFound(`No policy found for: ${functionArn(scope, name, given)}`)
  if (given !== undefined && isAlias(given)) throw aliasNotFound(scope, name, given)
  if (given !== undefined || !found.function.policies['']) {
    throw new NotFound('No policy is associated with the given resource.')
  }
  return found
}

function without({ policies }: LambdaFunction, sid: string): readonly Statement[] {
  const statements = policies['']?.statements ?? []
  const others = statements.filter(({ Sid }) => Sid !== sid)
  if (others.length < statements.length) return others
  throw new NotFound(`Statement ${sid} is not found in resource policy.`)
}
