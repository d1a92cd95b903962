import { eventInvokeConfigOf } from '../../../domain/event-invoke-config.ts'
import { LATEST, withoutQualifier } from '../../../domain/qualifier.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { namespacedFunctionName, qualifier } from '../fields.ts'
import { referTo } from '../function-reference.ts'
import { configNotFound } from './event-invoke-configs.ts'

type DeleteFunctionEventInvokeConfigInput = { FunctionName: string; Qualifier?: string }

export const deleteFunctionEventInvokeConfig =
  defineOperation<DeleteFunctionEventInvokeConfigInput>({
    service: 'lambda',
    name: 'DeleteFunctionEventInvokeConfig',
    input: structure(
      'DeleteFunctionEventInvokeConfigRequest',
      { FunctionName: namespacedFunctionName, Qualifier: qualifier },
      ['FunctionName'],
    ),
    async handle(input, { functions }, { scope: caller }) {
      const reference = await referTo(functions, caller, input, 'DeleteFunctionEventInvokeConfig')
      const { scope, name, qualifier: given = LATEST } = reference
      const find = async () => {
        const found = await functions.find(scope, name)
        if (!found || !eventInvokeConfigOf(found.function, given)) throw configNotFound(reference)
        return found
      }
      await changeFunction(functions, scope, find, (fn) => ({
        ...fn,
        eventInvokeConfigs: withoutQualifier(fn.eventInvokeConfigs ?? {}, given),
      }))
      return undefined
    },
  })
