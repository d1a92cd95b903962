import { defineOperation } from '../operation.ts'
import { string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { unqualifiedFunctionName } from './fields.ts'
import { findFunction } from './find-function.ts'
import { referTo } from './function-reference.ts'

type PutFunctionRecursionConfigInput = {
  FunctionName: string
  RecursiveLoop: 'Allow' | 'Terminate'
}

export const putFunctionRecursionConfig = defineOperation<PutFunctionRecursionConfigInput>({
  service: 'lambda',
  name: 'PutFunctionRecursionConfig',
  input: structure(
    'PutFunctionRecursionConfigRequest',
    {
      FunctionName: unqualifiedFunctionName,
      RecursiveLoop: string({ enum: ['Allow', 'Terminate'] }),
    },
    ['FunctionName', 'RecursiveLoop'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const { RecursiveLoop } = input
    const reference = await referTo(functions, caller, input, 'PutFunctionRecursionConfig')
    const find = () => findFunction(functions, reference)
    await changeFunction(functions, reference.scope, find, (fn) => ({
      ...fn,
      recursiveLoop: RecursiveLoop,
    }))
    return { RecursiveLoop }
  },
})
