import { LATEST } from '../../../domain/qualifier.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { referTo } from '../function-reference.ts'
import { checkDestinations } from './destinations.ts'
import { findInvokable, toEventInvokeConfig } from './event-invoke-configs.ts'
import {
  checkAsksForSomething,
  type EventInvokeInput,
  eventInvokeMembers,
  withSettings,
} from './event-invoke-members.ts'

/** In place of what there was: what is not given goes back to AWS's default. */
export const putFunctionEventInvokeConfig = defineOperation<EventInvokeInput>({
  service: 'lambda',
  name: 'PutFunctionEventInvokeConfig',
  input: structure('PutFunctionEventInvokeConfigRequest', eventInvokeMembers, ['FunctionName']),
  async handle(input, { functions, clock }, { scope: caller }) {
    checkAsksForSomething(input)
    const reference = await referTo(functions, caller, input, 'PutFunctionEventInvokeConfig')
    const find = () => findInvokable(functions, reference)
    await find()
    await checkDestinations(functions, reference, input.DestinationConfig)
    const config = withSettings({}, input, clock.now())
    const { qualifier = LATEST } = reference
    await changeFunction(functions, reference.scope, find, (fn) => ({
      ...fn,
      eventInvokeConfigs: { ...fn.eventInvokeConfigs, [qualifier]: config },
    }))
    return toEventInvokeConfig(reference, config)
  },
})
