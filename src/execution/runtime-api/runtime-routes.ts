import type { IncomingMessage } from 'node:http'
import { toAnswerBody } from '../answer-body.ts'
import { accept, type Exchange, headerOf, type Route, refuse } from './api-server.ts'
import { toFunctionError } from './function-error.ts'
import { readBody } from './read-body.ts'
import { invalidResponseMode, Refusal, requestTooLarge } from './refusal.ts'
import type { RuntimeInvocation, RuntimeSession } from './runtime-session.ts'

const ERROR_TYPE = 'lambda-runtime-function-error-type'
const ERROR_BODY = 'lambda-runtime-function-error-body'
const RESPONSE_MODE = 'lambda-runtime-function-response-mode'

/** Takes a piece of a streamed response; resolves when there is room for more. */
type PassOn = (chunk: {
  readonly contentType?: string
  readonly bytes: Uint8Array
}) => Promise<void>

type Context = {
  readonly session: RuntimeSession
  /** The largest response. */
  readonly maxBytes: number
  readonly passOn: PassOn
}
type Call = Exchange & Context

/** The Lambda Runtime API, version 2018-06-01. */
export function runtimeRoutes(context: Context): Route[] {
  const to =
    (handle: (call: Call, requestId: string) => Promise<void> | void): Route['handle'] =>
    (exchange, requestId) =>
      handle({ ...exchange, ...context }, requestId)
  const at = (rest: string) => new RegExp(`^/2018-06-01/runtime/${rest}$`)
  return [
    { method: 'GET', path: at('invocation/next'), handle: to(handleNext) },
    { method: 'POST', path: at('invocation/([^/]+)/response'), handle: to(handleResponse) },
    { method: 'POST', path: at('invocation/([^/]+)/error'), handle: to(handleError) },
    { method: 'POST', path: at('init/error'), handle: to(handleInitError) },
  ]
}

async function handleNext({ session, response }: Call): Promise<void> {
  const outcome = await session.next()
  if (outcome instanceof Refusal) return refuse(response, outcome)
  // As bytes: Node.js would write the headers in the encoding of a text.
  const body = Buffer.from(outcome.payload)
  response.writeHead(200, headersOf(outcome, body.length)).end(body)
}

function headersOf(invocation: RuntimeInvocation, length: number): Record<string, string | number> {
  const { clientContext, traceHeader } = invocation
  return {
    'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
    ...(traceHeader !== undefined && { 'Lambda-Runtime-Trace-Id': traceHeader }),
    ...(clientContext !== undefined && {
      'Lambda-Runtime-Client-Context': toHeaderText(clientContext),
    }),
    'Lambda-Runtime-Invoked-Function-Arn': invocation.invokedArn,
    'Lambda-Runtime-Deadline-Ms': Math.round(invocation.deadlineMs),
    'Content-Type': 'application/json',
    'Content-Length': length,
  }
}

/** A header holds no control characters, and bytes instead of characters. */
function toHeaderText(json: string): string {
  return Buffer.from(json.replaceAll(/\p{Cc}/gu, ' ')).toString('latin1')
}

async function handleResponse(call: Call, requestId: string): Promise<void> {
  const { request, response, session } = call
  const mode = headerOf(request, RESPONSE_MODE)
  const limit = session.streamLimitBytes
  if (mode === 'streaming' && limit !== undefined) return handleStream(call, requestId, limit)
  const body = await takeBody(call, requestId, 'InvocationResponse')
  if (body === undefined) return
  if (mode !== undefined && mode !== 'streaming') {
    session.answer(toFunctionError('Runtime.InvalidResponseModeHeader', ''))
    return refuse(response, invalidResponseMode)
  }
  session.answer(failureInTrailers(request) ?? { type: 'succeeded', ...toAnswerBody(body) })
  accept(response)
}

/** Reads no faster than the response is passed on, so that the runtime waits. */
async function handleStream(call: Call, requestId: string, limit: number): Promise<void> {
  const { request, response, session, passOn } = call
  const refusal = session.admit(requestId, 'InvocationResponse')
  if (refusal !== undefined) return refuse(response, refusal)
  const contentType = headerOf(request, 'content-type') ?? 'application/octet-stream'
  let size = 0
  try {
    for await (const bytes of request as AsyncIterable<Buffer>) {
      if (size === 0) await passOn({ bytes, contentType })
      else if (size + bytes.byteLength <= limit) await passOn({ bytes })
      size += bytes.byteLength
    }
  } catch {
    // The runtime went away; that its process ends tells the rest.
    return
  }
  if (size > limit) {
    session.answer({ type: 'too-large' })
    return refuse(response, requestTooLarge(limit))
  }
  session.answer(failureInTrailers(request) ?? { type: 'succeeded', payload: '' })
  accept(response)
}

async function handleError(call: Call, requestId: string): Promise<void> {
  const { request, response, session } = call
  const body = await takeBody(call, requestId, 'InvocationErrorResponse')
  if (body === undefined) return
  session.answer(toFunctionError(headerOf(request, ERROR_TYPE), body.toString()))
  accept(response)
}

/** @returns `undefined` when it was refused, or when the runtime went away; it may try again then. */
async function takeBody(
  { request, response, session, maxBytes }: Call,
  requestId: string,
  to: 'InvocationResponse' | 'InvocationErrorResponse',
): Promise<Buffer | undefined> {
  const body = await readBody(request, maxBytes)
  if (body === 'aborted') return undefined
  const refusal = session.admit(requestId, to)
  if (refusal !== undefined) refuse(response, refusal)
  else if (body !== 'too-large') return body
  else {
    session.answer({ type: 'too-large' })
    refuse(response, requestTooLarge(maxBytes))
  }
  return undefined
}

/** A response that was streamed may have failed after it began. */
function failureInTrailers({ trailers }: IncomingMessage) {
  const type = trailers[ERROR_TYPE]
  if (type === undefined) return undefined
  return toFunctionError(type, Buffer.from(trailers[ERROR_BODY] ?? '', 'base64').toString())
}

async function handleInitError(call: Call): Promise<void> {
  const { request, response, session, maxBytes } = call
  const body = await readBody(request, maxBytes)
  if (body === 'aborted') return
  if (body === 'too-large') return refuse(response, requestTooLarge(maxBytes))
  const refusal = session.initError(toFunctionError(headerOf(request, ERROR_TYPE), body.toString()))
  if (refusal === undefined) accept(response)
  else refuse(response, refusal)
}
