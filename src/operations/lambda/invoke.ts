import { LARGEST_SYNCHRONOUS } from '../../domain/payload-limits.ts'
import type { InvocationResult } from '../../execution/executor.ts'
import type { Dependencies } from '../dependencies.ts'
import { defineOperation, type RequestContext } from '../operation.ts'
import { blob, refused, sensitive, string, structure } from '../schema.ts'
import { parseClientContext } from './client-context.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { arnOf } from './find-function.ts'
import { type FunctionReference, referTo } from './function-reference.ts'
import { answerBytes, LARGEST_INVOKE_REQUEST, parsePayload } from './invocation-payload.ts'
import { createCollector } from './response-collector.ts'
import { runnable } from './runnable.ts'
import { synchronousInvocation } from './synchronous-invocation.ts'

type InvokeInput = {
  FunctionName: string
  InvocationType?: 'Event' | 'RequestResponse' | 'DryRun'
  LogType?: 'None' | 'Tail'
  ClientContext?: string
  Payload?: Uint8Array
  Qualifier?: string
}

export const invoke = defineOperation<InvokeInput>({
  service: 'lambda',
  name: 'Invoke',
  bodyLimit: LARGEST_INVOKE_REQUEST,
  input: structure(
    'InvocationRequest',
    {
      FunctionName: namespacedFunctionName,
      InvocationType: string({ enum: ['Event', 'RequestResponse', 'DryRun'] }),
      LogType: string({ enum: ['None', 'Tail'] }),
      ClientContext: string(),
      DurableExecutionName: refused(string({ min: 1, max: 64, pattern: '[a-zA-Z0-9-_]+' })),
      Payload: sensitive(blob()),
      Qualifier: qualifier,
      TenantId: refused(string({ min: 1, max: 256, pattern: '[a-zA-Z0-9\\._:\\/=+\\-@ ]+' })),
    },
    ['FunctionName'],
  ),
  async handle(input, dependencies, context) {
    const { InvocationType = 'RequestResponse' } = input
    const { functions, random, executor } = dependencies
    const reference = await referTo(functions, context.scope, input, 'InvokeFunction')
    const resolved = await runnable(functions, reference, random.fraction())
    if (InvocationType === 'DryRun') return { StatusCode: 204 }
    const payload = parsePayload(input.Payload, InvocationType)

    if (InvocationType === 'Event') {
      await enqueue(dependencies, context, reference, payload)
      return { StatusCode: 202 }
    }
    const { ClientContext, LogType } = input
    const response = createCollector(LARGEST_SYNCHRONOUS)
    const invocation = {
      ...synchronousInvocation(dependencies, context, reference, resolved, payload),
      ...(ClientContext && { clientContext: parseClientContext(ClientContext) }),
      response: response.sink,
    }
    const result = await executor.invoke(invocation, 'synchronous')
    return toOutput(result, response.collected(), LogType === 'Tail')
  },
})

function enqueue(
  { asyncInvoker }: Dependencies,
  { requestId, traceHeader, callingFunction: caller }: RequestContext,
  reference: FunctionReference,
  payload: string,
): Promise<void> {
  const { scope, name, qualifier: given } = reference
  return asyncInvoker.enqueue({
    requestId,
    function: { ...scope, name, ...(given !== undefined && { qualifier: given }) },
    invokedArn: arnOf(reference),
    payload,
    ...(traceHeader !== undefined && { traceHeader }),
    ...(caller !== undefined && { caller }),
  })
}

/** `Unhandled` is what every runtime of today reports, also for errors that a handler throws. */
function toOutput(
  result: InvocationResult,
  streamed: Uint8Array | undefined,
  wantsLogs: boolean,
): object {
  return {
    StatusCode: 200,
    ExecutedVersion: result.executedVersion,
    ...(result.error && { FunctionError: 'Unhandled' }),
    ...(wantsLogs && { LogResult: Buffer.from(result.logTail()).toString('base64') }),
    Payload: !result.error && streamed ? streamed : answerBytes(result),
  }
}
