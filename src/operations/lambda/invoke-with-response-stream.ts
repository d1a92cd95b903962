import type { ResponseEvent } from '../operation.ts'
import { defineOperation } from '../operation.ts'
import { blob, refused, sensitive, string, structure } from '../schema.ts'
import { parseClientContext } from './client-context.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { referTo } from './function-reference.ts'
import { answerBytes, LARGEST_INVOKE_REQUEST, parsePayload } from './invocation-payload.ts'
import { runnable } from './runnable.ts'
import { type StreamingInvocation, startStreaming } from './start-streaming.ts'
import { synchronousInvocation } from './synchronous-invocation.ts'

type InvokeWithResponseStreamInput = {
  FunctionName: string
  InvocationType?: 'RequestResponse' | 'DryRun'
  LogType?: 'None' | 'Tail'
  ClientContext?: string
  Payload?: Uint8Array
  Qualifier?: string
}

export const invokeWithResponseStream = defineOperation<InvokeWithResponseStreamInput>({
  service: 'lambda',
  name: 'InvokeWithResponseStream',
  bodyLimit: LARGEST_INVOKE_REQUEST,
  input: structure(
    'InvokeWithResponseStreamRequest',
    {
      FunctionName: namespacedFunctionName,
      InvocationType: string({ enum: ['RequestResponse', 'DryRun'] }),
      LogType: string({ enum: ['None', 'Tail'] }),
      ClientContext: string(),
      Payload: sensitive(blob()),
      Qualifier: qualifier,
      TenantId: refused(string({ min: 1, max: 256, pattern: '[a-zA-Z0-9\\._:\\/=+\\-@ ]+' })),
    },
    ['FunctionName'],
  ),
  async handle(input, dependencies, context) {
    const { functions, random, executor } = dependencies
    const reference = await referTo(functions, context.scope, input, 'InvokeFunction')
    const resolved = await runnable(functions, reference, random.fraction())
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 }
    const payload = parsePayload(input.Payload, 'RequestResponse')
    const { ClientContext, LogType } = input
    const invocation = {
      ...synchronousInvocation(dependencies, context, reference, resolved, payload),
      ...(ClientContext && { clientContext: parseClientContext(ClientContext) }),
    }
    return {
      StatusCode: 200,
      ExecutedVersion: resolved.configuration.version,
      EventStream: eventsOf(await startStreaming(executor, invocation), LogType === 'Tail'),
    }
  },
})

/** The pieces as they come, then how it ended. What did not stream is one piece. */
async function* eventsOf(
  { contentType, chunks, result }: StreamingInvocation,
  wantsLogs: boolean,
): AsyncGenerator<ResponseEvent> {
  for await (const bytes of chunks) yield { PayloadChunk: { Payload: bytes } }
  const answer = await result
  const { payload, error, logTail } = answer
  if (contentType === undefined && !error) {
    yield { PayloadChunk: { Payload: answerBytes(answer) } }
  }
  yield {
    InvokeComplete: {
      ...(error && { ErrorCode: error.type, ErrorDetails: payload }),
      ...(wantsLogs && { LogResult: Buffer.from(logTail()).toString('base64') }),
    },
  }
}
