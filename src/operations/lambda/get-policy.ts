import { NotFound } from '../../domain/faults.ts'
import { revisionOf } from '../../domain/function-revision.ts'
import { statementsOf } from '../../domain/policy/function-policy.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier as qualifierMember } from './fields.ts'
import { referTo } from './function-reference.ts'
import { toPolicyDocument } from './resource-policy.ts'

type GetPolicyInput = { FunctionName: string; Qualifier?: string }

export const getPolicy = defineOperation<GetPolicyInput>({
  service: 'lambda',
  name: 'GetPolicy',
  input: structure(
    'GetPolicyRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifierMember },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const { scope, name, qualifier } = await referTo(functions, caller, input, 'GetPolicy')
    const fn = (await functions.find(scope, name))?.function
    const statements = fn ? statementsOf(fn, qualifier) : []
    if (!fn || statements.length === 0) {
      throw new NotFound('The resource you requested does not exist.')
    }
    return { Policy: toPolicyDocument(statements), RevisionId: revisionOf(fn, qualifier) }
  },
})
