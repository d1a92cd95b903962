import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { type EventInvokeInput, eventInvokeMembers } from './event-invoke-members.ts'
import { writeEventInvokeConfig } from './write-event-invoke-config.ts'

/** In place of what there was: what is not given goes back to AWS's default. */
export const putFunctionEventInvokeConfig = defineOperation<EventInvokeInput>({
  service: 'lambda',
  name: 'PutFunctionEventInvokeConfig',
  input: structure('PutFunctionEventInvokeConfigRequest', eventInvokeMembers, ['FunctionName']),
  handle(input, dependencies, { scope }) {
    const action = 'PutFunctionEventInvokeConfig'
    return writeEventInvokeConfig(dependencies, scope, input, action, () => ({}))
  },
})
