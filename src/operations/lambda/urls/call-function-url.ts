import { functionUrlHost } from '../../../domain/function-url.ts'
import { toAuthorizer } from '../../../domain/http-event/http-caller.ts'
import type { HttpRequest } from '../../../domain/http-event/http-request.ts'
import {
  type RequestFacts,
  toPayloadV2Request,
} from '../../../domain/http-event/payload-v2-request.ts'
import { newTraceHeader } from '../../../domain/lineage.ts'
import type { Dependencies } from '../../dependencies.ts'
import type { UrlAnswer, UrlCall } from '../../function-urls.ts'
import { findFunction } from '../find-function.ts'
import { checkPayloadSize } from '../invocation-payload.ts'
import { runnable } from '../runnable.ts'
import { synchronousInvocation } from '../synchronous-invocation.ts'
import { checkUrlPermission } from './check-url-permission.ts'
import { bufferedResponse, streamedResponse } from './url-responses.ts'

type Needs = Pick<Dependencies, 'functions' | 'executor' | 'clock' | 'random'>

/** @throws AccessDenied, TooLarge, Throttled, Unavailable. */
export async function callFunctionUrl(dependencies: Needs, call: UrlCall): Promise<UrlAnswer> {
  const { functions, executor, clock, random } = dependencies
  const { url, caller, requestId } = call
  checkUrlPermission((await findFunction(functions, url)).function, url, caller)
  const receivedAt = clock.now()
  const traceHeader = call.traceHeader ?? newTraceHeader(receivedAt, random.uuid())
  const request = withTrace(call.request, traceHeader)
  const event = toPayloadV2Request(request, factsOf(call, receivedAt))
  const payload = JSON.stringify(event)
  checkPayloadSize(Buffer.byteLength(payload), 'RequestResponse')
  const resolved = await runnable(functions, url, random.fraction())
  const context = { requestId, traceHeader }
  const invocation = synchronousInvocation(dependencies, context, url, resolved, payload)
  const respond = url.config.invokeMode === 'RESPONSE_STREAM' ? streamedResponse : bufferedResponse
  const response = await respond(executor, invocation)
  return { ...response, traceHeader: invocation.traceHeader }
}

/** The trace begins here when the client began none. */
function withTrace(request: HttpRequest, traceHeader: string): HttpRequest {
  const name = 'x-amzn-trace-id'
  const others = request.headers.filter(([other]) => other.toLowerCase() !== name)
  return { ...request, headers: [...others, [name, traceHeader]] }
}

function factsOf({ url, caller, requestId }: UrlCall, receivedAt: number): RequestFacts {
  const { id } = url.config
  return {
    requestId,
    receivedAt,
    accountId: caller?.account ?? 'anonymous',
    apiId: id,
    domainName: functionUrlHost(id, url.scope.region),
    domainPrefix: id,
    ...(caller && { authorizer: toAuthorizer(caller) }),
  }
}
