import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { findFunction } from './find-function.ts'
import { toFunctionConfiguration } from './function-configuration.ts'
import { parseFunctionReference } from './function-reference.ts'

type GetFunctionConfigurationInput = { FunctionName: string; Qualifier?: string }

export const getFunctionConfiguration = defineOperation<GetFunctionConfigurationInput>({
  service: 'lambda',
  name: 'GetFunctionConfiguration',
  input: structure(
    'GetFunctionConfigurationRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle({ FunctionName, Qualifier }, { functions }, { scope }) {
    const action = 'GetFunctionConfiguration'
    const reference = parseFunctionReference(scope, FunctionName, Qualifier, action)
    const { function: fn } = await findFunction(functions, scope, reference)
    return toFunctionConfiguration(scope, fn.latest, reference.qualifier)
  },
})
