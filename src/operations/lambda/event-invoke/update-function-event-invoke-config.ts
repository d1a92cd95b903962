import { eventInvokeConfigOf } from '../../../domain/event-invoke-config.ts'
import { LATEST } from '../../../domain/qualifier.ts'
import { defineOperation } from '../../operation.ts'
import { retryOnConflict } from '../../retry-on-conflict.ts'
import { structure } from '../../schema.ts'
import { referTo } from '../function-reference.ts'
import { checkDestinations } from './destinations.ts'
import { configNotFound, findInvokable, toEventInvokeConfig } from './event-invoke-configs.ts'
import {
  checkAsksForSomething,
  type EventInvokeInput,
  eventInvokeMembers,
  withSettings,
} from './event-invoke-members.ts'

/** Changes what is given, and leaves the rest as it is. */
export const updateFunctionEventInvokeConfig = defineOperation<EventInvokeInput>({
  service: 'lambda',
  name: 'UpdateFunctionEventInvokeConfig',
  input: structure('UpdateFunctionEventInvokeConfigRequest', eventInvokeMembers, ['FunctionName']),
  async handle(input, { functions, clock }, { scope: caller }) {
    checkAsksForSomething(input)
    const reference = await referTo(functions, caller, input, 'UpdateFunctionEventInvokeConfig')
    const { qualifier = LATEST } = reference
    const changed = await retryOnConflict(async () => {
      const { function: fn, revision } = await findInvokable(functions, reference)
      const present = eventInvokeConfigOf(fn, qualifier)
      if (!present) throw configNotFound(reference)
      await checkDestinations(functions, reference, input.DestinationConfig)
      const config = withSettings(present, input, clock.now())
      const eventInvokeConfigs = { ...fn.eventInvokeConfigs, [qualifier]: config }
      const expect = revision === undefined ? 'absent' : { revision }
      await functions.put(reference.scope, { ...fn, eventInvokeConfigs }, expect)
      return config
    })
    return toEventInvokeConfig(reference, changed)
  },
})
