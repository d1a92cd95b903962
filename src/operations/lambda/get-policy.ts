import { NotFound } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { parseFunctionReference } from './function-reference.ts'
import { toPolicyDocument } from './resource-policy.ts'

type GetPolicyInput = { FunctionName: string; Qualifier?: string }

export const getPolicy = defineOperation<GetPolicyInput>({
  service: 'lambda',
  name: 'GetPolicy',
  input: structure(
    'GetPolicyRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle({ FunctionName, Qualifier }, { functions }, { scope }) {
    const reference = parseFunctionReference(scope, FunctionName, Qualifier, 'GetPolicy')
    const fn = (await functions.find(scope, reference.name))?.function
    const policy = reference.qualifier === undefined ? fn?.policies[''] : undefined
    if (!fn || !policy) throw new NotFound('The resource you requested does not exist.')
    return { Policy: toPolicyDocument(policy.statements), RevisionId: fn.latest.revisionId }
  },
})
