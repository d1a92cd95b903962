import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from '../../platform/node-http.ts'
import { toAnswerBody } from '../answer-body.ts'
import { toFunctionError } from './function-error.ts'
import { readBody } from './read-body.ts'
import { invalidResponseMode, Refusal, requestTooLarge } from './refusal.ts'
import type { RuntimeInvocation, RuntimeSession } from './runtime-session.ts'

const HOST = '127.0.0.1'
/** AWS's clients put the cause of an error into a header, up to a megabyte of it. */
const LARGEST_HEADERS = 2 * 1_024 * 1_024
const ERROR_TYPE = 'lambda-runtime-function-error-type'
const ERROR_BODY = 'lambda-runtime-function-error-body'
const RESPONSE_MODE = 'lambda-runtime-function-response-mode'

export type RuntimeApiServer = {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string
  /** Cuts off whoever is connected. */
  close(): void
}

type Call = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly session: RuntimeSession
  readonly maxBytes: number
  readonly passOn: PassOn
}
/** Takes a piece of a streamed response; resolves when there is room for more. */
type PassOn = (chunk: {
  readonly contentType?: string
  readonly bytes: Uint8Array
}) => Promise<void>
type Route = {
  readonly method: string
  readonly path: RegExp
  readonly handle: (call: Call, requestId: string) => Promise<void> | void
}

/**
 * The Lambda Runtime API, version 2018-06-01, for one execution environment, on a port of its own. What
 * is not there answers as AWS's runtime interface emulator does: the extensions API as switched off,
 * the telemetry APIs as not supported.
 */
const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/2018-06-01\/runtime\/invocation\/next$/, handle: handleNext },
  {
    method: 'POST',
    path: /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/response$/,
    handle: handleResponse,
  },
  {
    method: 'POST',
    path: /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/error$/,
    handle: handleError,
  },
  { method: 'POST', path: /^\/2018-06-01\/runtime\/init\/error$/, handle: handleInitError },
  {
    method: 'GET',
    path: /^\/2018-06-01\/ping$/,
    handle: ({ response }) => void response.writeHead(200).end('pong'),
  },
  {
    method: 'PUT',
    path: /^\/2020-08-15\/logs$/,
    handle: (call) => sendError(call, 202, 'Logs.NotSupported', 'Logs API is not supported'),
  },
  {
    method: 'PUT',
    path: /^\/2022-07-01\/telemetry$/,
    handle: (call) =>
      sendError(call, 202, 'Telemetry.NotSupported', 'Telemetry API is not supported'),
  },
]

/** @param maxBytes - the largest response. */
export async function startRuntimeApiServer(
  session: RuntimeSession,
  maxBytes: number,
  passOn: PassOn,
): Promise<RuntimeApiServer> {
  let address = ''
  const server = createServer(
    // A runtime may think, and wait for its next invocation, as long as it likes.
    {
      requestTimeout: 0,
      headersTimeout: 0,
      keepAliveTimeout: 0,
      maxHeaderSize: LARGEST_HEADERS,
    },
    (request, response) => {
      // Web pages and other names of this machine have no business here.
      if (request.headers.host !== address || request.headers.origin !== undefined) {
        response.writeHead(403).end()
        return
      }
      void route({ request, response, session, maxBytes, passOn })
    },
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, HOST, resolve)
  })
  server.unref()
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('The server has no port.')
  address = `${HOST}:${bound.port}`
  return {
    address,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function route(call: Call): Promise<void> {
  const path = (call.request.url ?? '').split('?')[0] ?? ''
  let isKnown = false
  for (const { method, path: pattern, handle } of ROUTES) {
    const found = pattern.exec(path)
    if (found === null) continue
    isKnown = true
    if (call.request.method === method) return handle(call, found[1] ?? '')
  }
  call.request.resume()
  call.response.writeHead(isKnown ? 405 : 404).end()
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

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function accept(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' })
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, errorType, errorMessage } = refusal
  sendJson(response, status, { errorMessage, errorType })
}

function sendError(call: Call, status: number, errorType: string, errorMessage: string): void {
  call.request.resume()
  sendJson(call.response, status, { errorMessage, errorType })
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    .end(text)
}
