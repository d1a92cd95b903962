import type { IncomingMessage } from 'node:http'
import { type ApiRoute, resourceOf } from '../domain/api-route/api-route.ts'
import { type ApiMatch, matchApiRoute } from '../domain/api-route/match-api-route.ts'
import { type HttpCaller, toAuthorizer, toIdentity } from '../domain/http-event/http-caller.ts'
import type { HttpRequest, HttpResponse } from '../domain/http-event/http-request.ts'
import { toPayloadV1Request } from '../domain/http-event/payload-v1-request.ts'
import { fromPayloadV1Response } from '../domain/http-event/payload-v1-response.ts'
import { toPayloadV2Request } from '../domain/http-event/payload-v2-request.ts'
import { fromPayloadV2Response } from '../domain/http-event/payload-v2-response.ts'
import type { Scope } from '../domain/scope.ts'
import { type ApiProblem, apiProblem } from './api-problems.ts'
import { preflight, sharedHeaders, withoutCors } from './cors.ts'
import { type Edge, type Exchange, isWireError } from './exchange.ts'
import { httpCallerOf } from './http-caller-of.ts'
import { readBody } from './read-body.ts'
import { type Outcome, runOperation } from './run-operation.ts'
import { sendHttpResponse } from './send-http-response.ts'
import { toHttpRequest } from './to-http-request.ts'

const BODY_LIMIT = 10 * 1024 * 1024
const TIMEOUT_MS = { '1.0': 29_000, '2.0': 30_000 }
const API_ID = 'busbar'
const STAGE = '$default'
const NO_CONTENT = { status: 204, headers: new Map(), cookies: [], body: new Uint8Array() }

/** Hands a request to the function of its route, and the function's response to the client. */
export async function handleApi(edge: Edge, exchange: Exchange, path: string): Promise<void> {
  const { request, response, requestId } = exchange
  const { routes, cors } = edge.api
  const match = matchApiRoute(routes, request.method ?? '', path)
  const manners = match?.route.payload ?? mannersOf(routes)
  const send = (answer: HttpResponse) =>
    sendHttpResponse(response, withoutCors(cors, answer), {
      ...sharedHeaders(cors, request.headers),
      ...idOf(manners, requestId),
    })
  const fail = (problem: ApiProblem) => send(apiProblem(problem, manners))

  const body = await readBody(request, response, BODY_LIMIT)
  if (body.is === 'aborted') return
  if (cors && request.method === 'OPTIONS') {
    const answered = { ...preflight(cors, request.headers), ...idOf(manners, requestId) }
    return sendHttpResponse(response, NO_CONTENT, answered)
  }
  if (!edge.isServing(request.headers)) return fail('unavailable')
  if (match === undefined) return fail('no-route')
  if (body.is === 'too-large') return fail('too-large')
  const caller = callerOf(edge, request, body.bytes, match.route)
  if (caller === 'forbidden') return fail('forbidden')

  const event = eventOf(edge, toHttpRequest(request, path, body.bytes), match, requestId, caller)
  const outcome = await within(edge, manners, invoke(edge, requestId, match, event))
  if (outcome === 'timed-out') return fail('timed-out')
  if ('error' in outcome) return fail(problemOf(outcome.error.status))
  const { FunctionError, Payload } = { ...outcome.output } as InvokeOutput
  const result = FunctionError === undefined ? responseOf(manners, textOf(Payload)) : undefined
  return result === undefined ? fail('bad-function') : send(result)
}

type Manners = ApiRoute['payload']

/** Of what Invoke answers, as much as matters here. */
type InvokeOutput = {
  readonly FunctionError?: string
  readonly Payload?: string | Uint8Array
}

/** Where no route fits, the answer is that of the kind of API that most looks like this one. */
function mannersOf(routes: readonly ApiRoute[]): Manners {
  return routes.length > 0 && routes.every(({ payload }) => payload === '1.0') ? '1.0' : '2.0'
}

function idOf(manners: Manners, requestId: string): Readonly<Record<string, string>> {
  return manners === '1.0' ? { 'x-amzn-RequestId': requestId } : { 'apigw-requestid': requestId }
}

/** Who signed, where somebody of the API's account must have; `undefined` where nobody needs to. */
function callerOf(
  edge: Edge,
  request: IncomingMessage,
  body: Uint8Array,
  route: ApiRoute,
): HttpCaller | 'forbidden' | undefined {
  if (route.authorization === 'NONE') return undefined
  const caller = httpCallerOf(edge, request, body, 'execute-api')
  if (caller === undefined || isWireError(caller)) return 'forbidden'
  return caller.account === scopeOf(route, edge.api.scope).account ? caller : 'forbidden'
}

/** Through the operation, so that a route behaves as any other caller of the function. */
async function invoke(
  edge: Edge,
  requestId: string,
  { route }: ApiMatch,
  event: object,
): Promise<Outcome> {
  const operation = await edge.registry.find('lambda', 'Invoke')
  if (operation === undefined) throw new Error('There is no operation Invoke.')
  const input = { FunctionName: route.functionName, Payload: Buffer.from(JSON.stringify(event)) }
  return runOperation(edge, operation, input, { requestId, scope: scopeOf(route, edge.api.scope) })
}

/** A function that is named by its ARN is called as its own account would. */
function scopeOf({ functionName }: ApiRoute, scope: Scope): Scope {
  const parts = /^arn:aws[\w-]*:lambda:([\w-]+):(\d{12}):/.exec(functionName)
  const [, region = scope.region, account = scope.account] = parts ?? []
  return { account, region }
}

function eventOf(
  { api, dependencies }: Edge,
  request: HttpRequest,
  { route, parameters }: ApiMatch,
  requestId: string,
  caller: HttpCaller | undefined,
): object {
  const domainName = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? ''
  const facts = {
    requestId,
    receivedAt: dependencies.clock.now(),
    accountId: scopeOf(route, api.scope).account,
    apiId: API_ID,
    domainName,
    stage: STAGE,
  }
  if (route.payload === '1.0') {
    const resource = resourceOf(route)
    return toPayloadV1Request(request, {
      ...facts,
      resource,
      pathParameters: parameters,
      ...(caller && { identity: toIdentity(caller) }),
    })
  }
  return toPayloadV2Request(request, {
    ...facts,
    domainPrefix: domainName.split('.')[0] ?? '',
    routeKey: route.key,
    ...(caller && { authorizer: toAuthorizer(caller) }),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
  })
}

/** The invocation goes on; only the client stops waiting for it. */
function within(edge: Edge, manners: Manners, running: Promise<Outcome>) {
  const { timers, timeoutMs = TIMEOUT_MS } = edge.api
  return new Promise<Outcome | 'timed-out'>((resolve, reject) => {
    const cancel = timers.after(timeoutMs[manners], () => resolve('timed-out'))
    running.then(resolve, reject).finally(cancel)
  })
}

function problemOf(status: number): ApiProblem {
  if (status === 429) return 'throttled'
  if (status === 413) return 'too-large'
  return status === 503 ? 'unavailable' : 'not-invoked'
}

function responseOf(manners: Manners, result: string): HttpResponse | undefined {
  return manners === '1.0' ? fromPayloadV1Response(result) : fromPayloadV2Response(result)
}

function textOf(payload: string | Uint8Array = 'null'): string {
  return typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8')
}
