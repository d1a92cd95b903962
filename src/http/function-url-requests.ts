import { Fault, TooLarge, Unavailable } from '../domain/faults.ts'
import { INVOKE_TOO_LARGE, LARGEST_SYNCHRONOUS } from '../domain/payload-limits.ts'
import type { FunctionUrl, UrlAnswer } from '../operations/function-urls.ts'
import { encodeRestJsonError } from '../protocol/rest-json-error.ts'
import { internalError, type WireError, wireErrorOf } from '../protocol/wire-errors.ts'
import { preflight, sharedHeaders, withoutCors } from './cors.ts'
import { type Edge, type Exchange, isWireError, NOT_SERVING } from './exchange.ts'
import type { FunctionUrlAddress } from './function-url-address.ts'
import { httpCallerOf } from './http-caller-of.ts'
import { readBody } from './read-body.ts'
import { sendAnswer } from './send-answer.ts'
import { sendHttpResponse } from './send-http-response.ts'
import { sendStream } from './send-stream.ts'
import { toHttpRequest } from './to-http-request.ts'

type Headers = Readonly<Record<string, string>>

/** Hands a request to the function that has the URL, and the function's response to the client. */
export async function handleFunctionUrl(
  edge: Edge,
  exchange: Exchange,
  { rawPath }: FunctionUrlAddress,
  url: FunctionUrl | undefined,
): Promise<void> {
  const { request, response, requestId } = exchange
  const added = sharedHeaders(url?.config.cors, request.headers)
  const fail = (error: WireError) => {
    const answer = encodeRestJsonError(error)
    sendAnswer(response, requestId, { ...answer, headers: { ...answer.headers, ...added } })
  }
  const body = await readBody(request, response, LARGEST_SYNCHRONOUS)
  if (body.is === 'aborted') return
  if (url === undefined) return sendAnswer(response, requestId, nobodyHome())
  const { cors, authType } = url.config
  if (cors && request.method === 'OPTIONS') {
    const headers = preflight(cors, request.headers)
    return sendAnswer(response, requestId, { status: 200, headers })
  }
  if (!edge.isServing(request.headers)) {
    return fail(wireErrorOf('lambda', new Unavailable(NOT_SERVING)))
  }
  if (body.is === 'too-large') return fail(wireErrorOf('lambda', new TooLarge(INVOKE_TOO_LARGE)))
  const caller =
    authType === 'AWS_IAM' ? httpCallerOf(edge, request, body.bytes, 'lambda') : undefined
  if (caller !== undefined && isWireError(caller)) return fail(caller)

  const trace = request.headers['x-amzn-trace-id']
  const answer = await outcomeOf(edge, requestId, () =>
    edge.functionUrls.call({
      url,
      request: toHttpRequest(request, rawPath, body.bytes),
      ...(caller && { caller }),
      requestId,
      ...(typeof trace === 'string' && { traceHeader: trace }),
    }),
  )
  if ('code' in answer) return fail(answer)
  await send(edge, exchange, withoutCors(cors, answer), added)
}

async function outcomeOf(
  { dependencies }: Edge,
  requestId: string,
  call: () => Promise<UrlAnswer>,
): Promise<UrlAnswer | WireError> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof Fault) return wireErrorOf('lambda', error)
    dependencies.log.error('a function URL failed unexpectedly', {
      requestId,
      error: error instanceof Error ? error.stack : String(error),
    })
    return internalError('lambda')
  }
}

/** AWS says nothing to whoever guesses addresses (recorded). */
function nobodyHome() {
  return {
    status: 403,
    headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': 'AccessDeniedException' },
    body: '{"Message":null}',
  }
}

async function send(
  { dependencies }: Edge,
  { response, requestId }: Exchange,
  answer: UrlAnswer,
  added: Headers,
): Promise<void> {
  const { body, status, headers, cookies, traceHeader } = answer
  const own = { ...added, ...(traceHeader !== undefined && { 'X-Amzn-Trace-Id': traceHeader }) }
  if (body instanceof Uint8Array) {
    const whole = { status, headers, cookies, body }
    return sendHttpResponse(response, whole, { ...own, 'x-amzn-RequestId': requestId })
  }
  const all = {
    ...Object.fromEntries(headers),
    ...own,
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
  }
  await sendStream(response, requestId, { status, headers: all, chunks: body }, dependencies.log)
}
