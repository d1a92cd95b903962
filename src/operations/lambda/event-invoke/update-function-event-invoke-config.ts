import { eventInvokeConfigOf } from '../../../domain/event-invoke-config.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { configNotFound } from './event-invoke-configs.ts'
import { type EventInvokeInput, eventInvokeMembers } from './event-invoke-members.ts'
import { writeEventInvokeConfig } from './write-event-invoke-config.ts'

/** Changes what is given, and leaves the rest as it is. */
export const updateFunctionEventInvokeConfig = defineOperation<EventInvokeInput>({
  service: 'lambda',
  name: 'UpdateFunctionEventInvokeConfig',
  input: structure('UpdateFunctionEventInvokeConfigRequest', eventInvokeMembers, ['FunctionName']),
  handle(input, dependencies, { scope }) {
    const action = 'UpdateFunctionEventInvokeConfig'
    return writeEventInvokeConfig(dependencies, scope, input, action, (fn, reference) => {
      const present = eventInvokeConfigOf(fn, reference.qualifier)
      if (!present) throw configNotFound(reference)
      return present
    })
  },
})
