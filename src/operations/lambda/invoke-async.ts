import { defineOperation } from '../operation.ts'
import { blob, sensitive, structure } from '../schema.ts'
import { namespacedFunctionName } from './fields.ts'
import { arnOf } from './find-function.ts'
import { referTo } from './function-reference.ts'
import { parsePayload } from './invocation-payload.ts'
import { runnable } from './runnable.ts'

type InvokeAsyncInput = { FunctionName: string; InvokeArgs: Uint8Array }

const LARGEST_ARGUMENTS = 262_144

/** The deprecated form of an asynchronous Invoke: smaller, and without the caller's trace. */
export const invokeAsync = defineOperation<InvokeAsyncInput>({
  service: 'lambda',
  name: 'InvokeAsync',
  bodyLimit: LARGEST_ARGUMENTS,
  input: structure(
    'InvokeAsyncRequest',
    { FunctionName: namespacedFunctionName, InvokeArgs: sensitive(blob()) },
    ['FunctionName', 'InvokeArgs'],
  ),
  async handle(input, { functions, asyncInvoker, random }, context) {
    const { requestId, scope: account, callingFunction: caller } = context
    const reference = await referTo(functions, account, input, 'InvokeFunction')
    await runnable(functions, reference, random.fraction())
    const payload = parsePayload(input.InvokeArgs, 'Event')
    const { scope, name, qualifier } = reference
    await asyncInvoker.enqueue({
      requestId,
      function: { ...scope, name, ...(qualifier !== undefined && { qualifier }) },
      invokedArn: arnOf(reference),
      payload,
      ...(caller !== undefined && { caller }),
    })
    return { Status: 202 }
  },
})
