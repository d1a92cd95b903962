import { InvalidInput, NotSupported } from '../../domain/faults.ts'
import type { RuntimeManagement } from '../../domain/function.ts'
import { defineOperation } from '../operation.ts'
import { kept, string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { runtimeVersionArn } from './function-configuration.ts'
import { referTo } from './function-reference.ts'
import { findManaged, toRuntimeManagementConfig } from './runtime-management.ts'

type PutRuntimeManagementConfigInput = {
  FunctionName: string
  Qualifier?: string
  UpdateRuntimeOn: RuntimeManagement['updateOn']
  RuntimeVersionArn?: string
}

export const putRuntimeManagementConfig = defineOperation<PutRuntimeManagementConfigInput>({
  service: 'lambda',
  name: 'PutRuntimeManagementConfig',
  input: structure(
    'PutRuntimeManagementConfigRequest',
    {
      FunctionName: namespacedFunctionName,
      Qualifier: qualifier,
      UpdateRuntimeOn: kept(
        string({ enum: ['Auto', 'Manual', 'FunctionUpdate'] }),
        'A runtime has one version here, so there is nothing to update it to. `Manual` keeps Runtime from being changed, as on AWS.',
      ),
      RuntimeVersionArn: string({
        min: 26,
        max: 2_048,
        pattern:
          'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}::runtime:.+',
      }),
    },
    ['FunctionName', 'UpdateRuntimeOn'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'PutRuntimeManagementConfig')
    const { configuration } = await findManaged(functions, reference)
    const { version, runtime } = configuration
    const management = toManagement(input, runtimeVersionArn(reference.scope, runtime))
    const find = () => findManaged(functions, reference)
    await changeFunction(functions, reference.scope, find, (fn) => ({
      ...fn,
      runtimeManagement: { ...fn.runtimeManagement, [version]: management },
    }))
    return toRuntimeManagementConfig(reference, management)
  },
})

/** @param present - the one version of the runtime that there is. */
function toManagement(
  { UpdateRuntimeOn, RuntimeVersionArn }: PutRuntimeManagementConfigInput,
  present: string,
): RuntimeManagement {
  if (UpdateRuntimeOn !== 'Manual') {
    if (RuntimeVersionArn === undefined) return { updateOn: UpdateRuntimeOn }
    throw new InvalidInput('RuntimeVersionArn is for the update mode Manual only.')
  }
  if (RuntimeVersionArn === undefined) {
    throw new InvalidInput('The update mode Manual needs a RuntimeVersionArn.')
  }
  if (RuntimeVersionArn !== present) {
    throw new NotSupported(
      `Parameter RuntimeVersionArn of PutRuntimeManagementConfig: busbar has one version of each runtime. Of this function's it is ${present}.`,
    )
  }
  return { updateOn: UpdateRuntimeOn, runtimeVersionArn: RuntimeVersionArn }
}
