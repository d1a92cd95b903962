import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { unqualifiedFunctionName } from './fields.ts'
import { findFunction } from './find-function.ts'
import { referTo } from './function-reference.ts'

export const getFunctionRecursionConfig = defineOperation<{ FunctionName: string }>({
  service: 'lambda',
  name: 'GetFunctionRecursionConfig',
  input: structure('GetFunctionRecursionConfigRequest', { FunctionName: unqualifiedFunctionName }, [
    'FunctionName',
  ]),
  async handle(input, { functions }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'GetFunctionRecursionConfig')
    const { function: fn } = await findFunction(functions, reference)
    return { RecursiveLoop: fn.recursiveLoop ?? 'Terminate' }
  },
})
