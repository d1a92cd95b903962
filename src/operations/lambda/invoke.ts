import { functionArn } from '../../domain/arn.ts'
import { RecursiveInvocation } from '../../domain/faults.ts'
import { loopText, newTraceHeader, stepInto } from '../../domain/lineage.ts'
import type { InvocationResult } from '../../execution/executor.ts'
import type { Dependencies } from '../dependencies.ts'
import { defineOperation, type RequestContext } from '../operation.ts'
import { blob, refused, sensitive, string, structure } from '../schema.ts'
import { parseClientContext } from './client-context.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { arnOf } from './find-function.ts'
import { type FunctionReference, referTo } from './function-reference.ts'
import { LARGEST_INVOKE_REQUEST, parsePayload } from './invocation-payload.ts'
import { runnable } from './runnable.ts'

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
    const { functions, random, clock } = dependencies
    const reference = await referTo(functions, context.scope, input, 'InvokeFunction')
    const resolved = await runnable(functions, reference, random.fraction())
    if (InvocationType === 'DryRun') return { StatusCode: 204 }
    const payload = parsePayload(input.Payload, InvocationType)

    if (InvocationType === 'Event') {
      await enqueue(dependencies, context, reference, payload)
      return { StatusCode: 202 }
    }
    const { ClientContext, LogType } = input
    const begin = newTraceHeader(clock.now(), random.uuid())
    const fn = functionArn(reference.scope, reference.name)
    const step = stepInto(context.traceHeader, fn, begin)
    if (step.isLoop && resolved.function.recursiveLoop !== 'Allow') {
      throw new RecursiveInvocation(loopText(fn))
    }
    const result = await dependencies.executor.invoke(
      {
        requestId: context.requestId,
        scope: reference.scope,
        configuration: resolved.configuration,
        invokedArn: arnOf(reference),
        payload,
        ...(ClientContext && { clientContext: parseClientContext(ClientContext) }),
        traceHeader: step.traceHeader,
      },
      'synchronous',
    )
    return toOutput(result, LogType === 'Tail')
  },
})

function enqueue(
  { asyncInvoker }: Dependencies,
  { requestId, traceHeader }: RequestContext,
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
  })
}

/** `Unhandled` is what every runtime of today reports, also for errors that a handler throws. */
function toOutput(result: InvocationResult, wantsLogs: boolean): object {
  return {
    StatusCode: 200,
    ExecutedVersion: result.executedVersion,
    ...(result.error && { FunctionError: 'Unhandled' }),
    ...(wantsLogs && { LogResult: Buffer.from(result.logTail).toString('base64') }),
    Payload: Buffer.from(result.payload),
  }
}
