import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { namespacedFunctionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'

export const deleteFunctionCodeSigningConfig = defineOperation<{ FunctionName: string }>({
  service: 'lambda',
  name: 'DeleteFunctionCodeSigningConfig',
  input: structure(
    'DeleteFunctionCodeSigningConfigRequest',
    { FunctionName: namespacedFunctionName },
    ['FunctionName'],
  ),
  async handle({ FunctionName }, { functions }, { scope: caller }) {
    const action = 'DeleteFunctionCodeSigningConfig'
    const reference = await referToFunctionOnly(functions, caller, FunctionName, action)
    const find = () => findFunction(functions, reference)
    await changeFunction(functions, reference.scope, find, (fn) => {
      const { codeSigningConfigArn, ...rest } = fn
      return codeSigningConfigArn === undefined ? undefined : rest
    })
    return undefined
  },
})
