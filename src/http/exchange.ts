import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import {
  type Fault,
  MalformedRequest,
  TooLarge,
  Unavailable,
  UnsupportedMediaType,
} from '../domain/faults.ts'
import type { Scope } from '../domain/scope.ts'
import type { Dependencies } from '../operations/dependencies.ts'
import type { FunctionUrls } from '../operations/function-urls.ts'
import type { Operation, RequestContext } from '../operations/operation.ts'
import type { Registry } from '../operations/registry.ts'
import { readCredential, scopeOf } from '../protocol/credential-scope.ts'
import type { WireError, WireService } from '../protocol/wire-errors.ts'
import { incompleteSignature, wireErrorOf } from '../protocol/wire-errors.ts'
import type { ApiDoor } from './api-door.ts'
import { type Authentication, identify } from './authenticate.ts'
import type { Intake } from './intake.ts'
import { type BodyResult, readBody } from './read-body.ts'

/** What the handlers of all protocols work with. */
export type Edge = {
  readonly registry: Registry
  /** What operations get. */
  readonly dependencies: Dependencies
  readonly defaultAccount: string
  readonly intake: Intake
  readonly authentication: Authentication
  readonly api: ApiDoor
  readonly functionUrls: FunctionUrls
  /**
   * False until start-up is done and again once the server stops.
   * @param headers - of a request: one of a function that still runs is served while the server stops.
   */
  isServing(headers?: IncomingHttpHeaders): boolean
  /** The ARN of the function of this server that a request comes from. */
  callingFunction(headers: IncomingHttpHeaders): string | undefined
}

/** One request and its answer to be. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
}

/** What is said to callers while the server starts or stops. */
export const NOT_SERVING = 'The server is starting or stopping.'

const DEFAULT_BODY_LIMIT = 1_153_434

/** Whether there is an error to answer before the body is looked at. */
export function admissionError(
  edge: Edge,
  exchange: Exchange,
  service: WireService,
): WireError | undefined {
  if (!edge.isServing(exchange.request.headers)) {
    return wireErrorOf(service, new Unavailable(NOT_SERVING))
  }
  const encoding = exchange.request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    const text = `The content encoding '${encoding.slice(0, 50)}' is not supported.`
    return wireErrorOf(service, new UnsupportedMediaType(text))
  }
  return undefined
}

/** The context of an operation, or what is wrong with the caller's credentials. */
export function contextOf(
  edge: Edge,
  exchange: Exchange,
  service: WireService,
): RequestContext | WireError {
  const { request, requestId } = exchange
  const scope = edge.authentication.isRequired
    ? identify(edge.authentication, request, service)
    : trustedScope(edge, exchange, service)
  if (isWireError(scope)) return scope
  const trace = request.headers['x-amzn-trace-id']
  const callingFunction = edge.callingFunction(request.headers)
  return {
    requestId,
    scope,
    ...(typeof trace === 'string' && { traceHeader: trace }),
    ...(callingFunction !== undefined && { callingFunction }),
  }
}

/** Where nobody checks signatures, a credential says who asks, and a request without one is welcome. */
function trustedScope(
  { defaultAccount }: Edge,
  { request }: Exchange,
  service: WireService,
): Scope | WireError {
  const credential = readCredential(request.headers, request.url ?? '/')
  if (credential !== undefined && 'problem' in credential) {
    return incompleteSignature(service, credential.problem)
  }
  return scopeOf(credential, defaultAccount)
}

export function isWireError(value: object): value is WireError {
  return 'code' in value
}

/** Reads the body of an operation's request; without an operation, of the default size. */
export function readOperationBody(
  exchange: Exchange,
  operation: Operation | undefined,
): Promise<BodyResult> {
  const limit = operation?.bodyLimit ?? DEFAULT_BODY_LIMIT
  return readBody(exchange.request, exchange.response, limit)
}

export function tooLarge(operation: Operation | undefined, text?: string): Fault {
  const limit = operation?.bodyLimit ?? DEFAULT_BODY_LIMIT
  const name = operation?.name ?? 'requested'
  return new TooLarge(
    text ?? `Request must be smaller than ${limit} bytes for the ${name} operation`,
  )
}

export function malformed(problem: string): Fault {
  return new MalformedRequest(problem)
}
