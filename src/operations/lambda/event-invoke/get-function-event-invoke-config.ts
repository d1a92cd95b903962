import { eventInvokeConfigOf } from '../../../domain/event-invoke-config.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { namespacedFunctionName, qualifier } from '../fields.ts'
import { referTo } from '../function-reference.ts'
import { configNotFound, toEventInvokeConfig } from './event-invoke-configs.ts'

type GetFunctionEventInvokeConfigInput = { FunctionName: string; Qualifier?: string }

export const getFunctionEventInvokeConfig = defineOperation<GetFunctionEventInvokeConfigInput>({
  service: 'lambda',
  name: 'GetFunctionEventInvokeConfig',
  input: structure(
    'GetFunctionEventInvokeConfigRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'GetFunctionEventInvokeConfig')
    const found = await functions.find(reference.scope, reference.name)
    const config = found && eventInvokeConfigOf(found.function, reference.qualifier)
    if (!config) throw configNotFound(reference)
    return toEventInvokeConfig(reference, config)
  },
})
