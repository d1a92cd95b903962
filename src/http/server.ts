import type {
  Server as HttpServer,
  IncomingHttpHeaders,
  IncomingMessage,
  ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBag } from '../platform/bag.ts'
import { readToken } from '../platform/function-credentials.ts'
import { lazy } from '../platform/lazy.ts'
import { createServer as createHttpServer } from '../platform/node-http.ts'
import type { Timers } from '../platform/timers.ts'
import { awsJsonContentType, encodeAwsJsonError } from '../protocol/aws-json.ts'
import { encodeRestJsonError } from '../protocol/rest-json-error.ts'
import { forbidden, internalError } from '../protocol/wire-errors.ts'
import { createHostCheck } from './allowed-hosts.ts'
import { apiPathOf } from './api-door.ts'
import { mayBeCalledFrom } from './cors.ts'
import type { AppOptions } from './create-app.ts'
import type { Edge, Exchange } from './exchange.ts'
import { findFunctionUrl } from './find-function-url.ts'
import { functionUrlAddressOf } from './function-url-address.ts'
import { refusalOf } from './guard.ts'
import { sendAnswer } from './send-answer.ts'

export type ServerDependencies = Omit<Edge, 'isServing' | 'callingFunction'> &
  AppOptions & {
    readonly timers: Timers
    /** Host names that requests may carry besides those of the loopback. */
    readonly allowedHosts: readonly string[]
    /** Whether start-up is done; until then AWS requests are answered with 503. */
    isReady(): boolean
    /** The session token that functions of this server send with each request. */
    readonly sessionToken: string
  }

export type Server = {
  /** @returns the port that was taken (for port 0) and an address to reach the server at. */
  listen(port: number, host: string): Promise<{ readonly port: number; readonly url: string }>
  /**
   * Takes no new requests but those of functions that still run, until none does and every request has its
   * answer; cuts what is left after 30 seconds.
   */
  stop(functionsEnded: Promise<unknown>): Promise<void>
}

const MAX_CONNECTIONS = 1_000
const STOP_GRACE_MS = 30_000

const TIMEOUTS = {
  headersTimeout: 10_000,
  /** For headers and body together; however long the answer takes. */
  requestTimeout: 120_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
}

/** The one port: AWS's protocols, busbar's own routes, and the guard in front of them all. */
export function createServer(deps: ServerDependencies): Server {
  const running = createBag<ServerResponse>()
  let isStopping = false
  let onQuiet = () => {}
  const edge: Edge = {
    ...deps,
    isServing: (headers) =>
      isStopping ? tokenOf(headers, deps.sessionToken) !== undefined : deps.isReady(),
    callingFunction: (headers) => tokenOf(headers, deps.sessionToken)?.functionArn,
  }
  const isAllowedHost = createHostCheck(deps.allowedHosts)
  // Loaded with the first request for each: Express alone has more than a hundred modules.
  const app = lazy(async () => (await import('./create-app.ts')).createApp(edge, deps))
  const awsJson = lazy(() => import('./aws-json-requests.ts'))
  const functionUrls = lazy(() => import('./function-url-requests.ts'))
  const api = lazy(() => import('./api-requests.ts'))

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const leave = running.add(response)
    response.once('close', () => {
      leave()
      if (running.size() === 0) onQuiet()
    })
    if (isStopping) response.shouldKeepAlive = false

    const address = functionUrlAddressOf(request)
    const url = address && findFunctionUrl(edge.functionUrls, address)
    const apiPath = deps.api.routes.length > 0 && !address ? apiPathOf(request) : undefined
    const cors = apiPath === undefined ? url?.config.cors : deps.api.cors
    const isOpenToPages = mayBeCalledFrom(cors, request.headers)
    const refusal = refusalOf(request.headers, isAllowedHost, isOpenToPages)
    if (refusal !== undefined) return refuse(edge, request, response, refusal)
    serve(request, response, async (exchange) => {
      if (address !== undefined) {
        return (await functionUrls()).handleFunctionUrl(edge, exchange, address, url)
      }
      if (apiPath !== undefined) return (await api()).handleApi(edge, exchange, apiPath)

      // The hot path goes past Express: it costs a factor of three on small requests, and nothing is
      // left to route.
      const target = request.headers['x-amz-target']
      if (typeof target === 'string') return (await awsJson()).handleAwsJson(edge, exchange, target)
      ;(await app())(request, response)
    })
  }

  const serve = (
    request: IncomingMessage,
    response: ServerResponse,
    answer: (exchange: Exchange) => Promise<void>,
  ) => {
    const exchange = { request, response, requestId: edge.dependencies.random.uuid() }
    answer(exchange).catch((error: unknown) => giveUp(edge, exchange, error))
  }

  const server = createHttpServer({ noDelay: true, ...TIMEOUTS }, handle)
  // Refusals should come before the client sends a body that nobody wants.
  server.on('checkContinue', handle)
  server.on('connection', edge.intake.connected)
  server.maxConnections = MAX_CONNECTIONS

  return {
    listen: (port, host) => listen(server, port, host),
    async stop(functionsEnded) {
      isStopping = true
      for (const response of running) response.shouldKeepAlive = false
      const cancel = deps.timers.after(STOP_GRACE_MS, () => {
        onQuiet()
        server.closeAllConnections()
      })
      // Functions that run may still call; so may one that a request waits for.
      await functionsEnded
      if (running.size() > 0) await new Promise<void>((resolve) => (onQuiet = resolve))
      await close(server)
      cancel()
    },
  }
}

function tokenOf(headers: IncomingHttpHeaders | undefined, sessionToken: string) {
  const token = headers?.['x-amz-security-token']
  return typeof token === 'string' ? readToken(token, sessionToken) : undefined
}

function refuse(edge: Edge, request: IncomingMessage, response: ServerResponse, reason: string) {
  response.shouldKeepAlive = false
  const error = forbidden(reason)
  const isAwsJson = request.headers['x-amz-target'] !== undefined
  const contentType = awsJsonContentType(request.headers['content-type'])
  const answer = isAwsJson ? encodeAwsJsonError(error, contentType) : encodeRestJsonError(error)
  sendAnswer(response, edge.dependencies.random.uuid(), answer)
}

function giveUp(edge: Edge, { request, response, requestId }: Exchange, error: unknown): void {
  edge.dependencies.log.error('a request failed unexpectedly', {
    requestId,
    error: error instanceof Error ? error.stack : String(error),
  })
  const contentType = awsJsonContentType(request.headers['content-type'])
  sendAnswer(response, requestId, encodeAwsJsonError(internalError('events'), contentType))
}

function listen(server: HttpServer, port: number, host: string) {
  return new Promise<{ port: number; url: string }>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: MAX_CONNECTIONS }, () => {
      server.off('error', reject)
      // A TCP server's address is an object.
      const { port: taken } = server.address() as AddressInfo
      resolve({ port: taken, url: `http://${reachable(host)}:${taken}` })
    })
  })
}

function close(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    // What was written gets out first.
    setImmediate(() => server.closeAllConnections())
  })
}

/** An address that listens everywhere is not one to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
