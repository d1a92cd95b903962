import type { EventInvokeConfig } from '../../../domain/event-invoke-config.ts'
import type { LambdaFunction } from '../../../domain/function.ts'
import { LATEST } from '../../../domain/qualifier.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { Dependencies } from '../../dependencies.ts'
import { changeFunction } from '../change-function.ts'
import { type FunctionReference, referTo } from '../function-reference.ts'
import { checkDestinations } from './destinations.ts'
import { findInvokable, toEventInvokeConfig } from './event-invoke-configs.ts'
import {
  checkAsksForSomething,
  type EventInvokeInput,
  withSettings,
} from './event-invoke-members.ts'

/**
 * Puts or updates the config of a qualifier.
 *
 * @param presentOf - the settings that stay where the input gives none; throws when there must be some.
 */
export async function writeEventInvokeConfig(
  { functions, clock }: Pick<Dependencies, 'functions' | 'clock'>,
  caller: Scope,
  input: EventInvokeInput,
  action: string,
  presentOf: (fn: LambdaFunction, reference: FunctionReference) => Partial<EventInvokeConfig>,
): Promise<object> {
  checkAsksForSomething(input)
  const reference = await referTo(functions, caller, input, action)
  const { scope, qualifier = LATEST } = reference
  let config = withSettings({}, input, clock.now())
  const find = async () => {
    const found = await findInvokable(functions, reference)
    config = withSettings(presentOf(found.function, reference), input, clock.now())
    await checkDestinations(functions, reference, input.DestinationConfig)
    return found
  }
  await changeFunction(functions, scope, find, (fn) => ({
    ...fn,
    eventInvokeConfigs: { ...fn.eventInvokeConfigs, [qualifier]: config },
  }))
  return toEventInvokeConfig(reference, config)
}
