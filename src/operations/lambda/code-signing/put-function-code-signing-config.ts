import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { namespacedFunctionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { checkConfigExists, codeSigningConfigArn } from './code-signing-configs.ts'

type PutFunctionCodeSigningConfigInput = { CodeSigningConfigArn: string; FunctionName: string }

export const putFunctionCodeSigningConfig = defineOperation<PutFunctionCodeSigningConfigInput>({
  service: 'lambda',
  name: 'PutFunctionCodeSigningConfig',
  input: structure(
    'PutFunctionCodeSigningConfigRequest',
    { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: namespacedFunctionName },
    ['CodeSigningConfigArn', 'FunctionName'],
  ),
  async handle(input, { config, functions }, { scope: caller }) {
    const { CodeSigningConfigArn, FunctionName } = input
    const action = 'PutFunctionCodeSigningConfig'
    const reference = await referToFunctionOnly(functions, caller, FunctionName, action)
    const find = async () => {
      await checkConfigExists(config, reference.scope, CodeSigningConfigArn)
      return await findFunction(functions, reference)
    }
    await changeFunction(functions, reference.scope, find, (fn) => ({
      ...fn,
      codeSigningConfigArn: CodeSigningConfigArn,
    }))
    return { CodeSigningConfigArn, FunctionName: reference.name }
  },
})
