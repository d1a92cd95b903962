import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { functionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToWholeFunction, withReservation } from './function-concurrency.ts'

/** A reservation that is not there is deleted already. */
export const deleteFunctionConcurrency = defineOperation<{ FunctionName: string }>({
  service: 'lambda',
  name: 'DeleteFunctionConcurrency',
  input: structure('DeleteFunctionConcurrencyRequest', { FunctionName: functionName }, [
    'FunctionName',
  ]),
  async handle({ FunctionName }, { functions, random }, { scope: caller }) {
    const action = 'DeleteFunctionConcurrency'
    const reference = await referToWholeFunction(functions, caller, FunctionName, action)
    const revisionId = random.uuid()
    const find = () => findFunction(functions, reference)
    await changeFunction(functions, reference.scope, find, (fn) =>
      fn.reservedConcurrency === undefined ? undefined : withReservation(fn, undefined, revisionId),
    )
    return undefined
  },
})
