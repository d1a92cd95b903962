import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { functionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToWholeFunction } from './function-concurrency.ts'

export const getFunctionConcurrency = defineOperation<{ FunctionName: string }>({
  service: 'lambda',
  name: 'GetFunctionConcurrency',
  input: structure('GetFunctionConcurrencyRequest', { FunctionName: functionName }, [
    'FunctionName',
  ]),
  async handle({ FunctionName }, { functions }, { scope: caller }) {
    const action = 'GetFunctionConcurrency'
    const reference = await referToWholeFunction(functions, caller, FunctionName, action)
    const { reservedConcurrency } = (await findFunction(functions, reference)).function
    if (reservedConcurrency === undefined) return {}
    return { ReservedConcurrentExecutions: reservedConcurrency }
  },
})
