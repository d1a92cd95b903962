import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { namespacedFunctionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'

export const getFunctionCodeSigningConfig = defineOperation<{ FunctionName: string }>({
  service: 'lambda',
  name: 'GetFunctionCodeSigningConfig',
  input: structure(
    'GetFunctionCodeSigningConfigRequest',
    { FunctionName: namespacedFunctionName },
    ['FunctionName'],
  ),
  async handle({ FunctionName }, { functions }, { scope: caller }) {
    const action = 'GetFunctionCodeSigningConfig'
    const reference = await referToFunctionOnly(functions, caller, FunctionName, action)
    const { function: fn } = await findFunction(functions, reference)
    const { codeSigningConfigArn } = fn
    if (codeSigningConfigArn === undefined) return {}
    return { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: reference.name }
  },
})
