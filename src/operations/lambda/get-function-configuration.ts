import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { resolveFunction } from './find-function.ts'
import { toFunctionConfiguration } from './function-configuration.ts'
import { referTo } from './function-reference.ts'

type GetFunctionConfigurationInput = { FunctionName: string; Qualifier?: string }

export const getFunctionConfiguration = defineOperation<GetFunctionConfigurationInput>({
  service: 'lambda',
  name: 'GetFunctionConfiguration',
  input: structure(
    'GetFunctionConfigurationRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'GetFunctionConfiguration')
    const { configuration } = await resolveFunction(functions, reference)
    return toFunctionConfiguration(reference.scope, configuration, reference.qualifier)
  },
})
