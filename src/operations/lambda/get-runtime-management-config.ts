import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { referTo } from './function-reference.ts'
import { findManaged, managementOf, toRuntimeManagementConfig } from './runtime-management.ts'

type GetRuntimeManagementConfigInput = { FunctionName: string; Qualifier?: string }

export const getRuntimeManagementConfig = defineOperation<GetRuntimeManagementConfigInput>({
  service: 'lambda',
  name: 'GetRuntimeManagementConfig',
  input: structure(
    'GetRuntimeManagementConfigRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'GetRuntimeManagementConfig')
    const { function: fn, configuration } = await findManaged(functions, reference)
    return toRuntimeManagementConfig(reference, managementOf(fn, configuration.version))
  },
})
