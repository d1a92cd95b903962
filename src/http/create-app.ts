import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { AdminRoute } from '../admin/admin-route.ts'
import { UnknownOperation } from '../domain/faults.ts'
import { readCredential } from '../protocol/credential-scope.ts'
import { matchLambdaRoute } from '../protocol/match-lambda-route.ts'
import { encodeRestJsonError } from '../protocol/rest-json-error.ts'
import { internalError, wireErrorOf } from '../protocol/wire-errors.ts'
import { createAdminCheck } from './admin-check.ts'
import { type Edge, type Exchange, NOT_SERVING } from './exchange.ts'
import { handleLambda } from './lambda-requests.ts'
import { mountAdminRoutes } from './mount-admin-routes.ts'
import { handleQuery, isQueryRequest } from './query-requests.ts'
import { sendAnswer } from './send-answer.ts'

export type AppOptions = {
  readonly version: string
  /** Busbar's own routes; they are mounted below `/_busbar`. */
  adminRoutes(): Promise<readonly AdminRoute[]>
}

/** Routes everything that does not name its operation in a header. Bodies are not touched here. */
export async function createApp(
  edge: Edge,
  { version, adminRoutes }: AppOptions,
): Promise<Express> {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')

  const admin = express.Router()
  mountAdminRoutes(admin, createAdminCheck(edge.authentication), await adminRoutes())
  app.use('/_busbar', (request, response, next) => {
    // Looking is always possible; what acts on the server waits for it.
    if (request.method === 'GET' || edge.isServing(request.headers)) return next()
    response.status(503).json({ error: NOT_SERVING })
  })
  app.use('/_busbar', admin)

  // Health checks in the field ask at these addresses.
  app.get(['/health', '/_localstack/health'], (_request, response) => {
    const isServing = edge.isServing()
    const state = isServing ? 'running' : 'unavailable'
    const services = Object.fromEntries(edge.registry.services.map((name) => [name, state]))
    response.status(isServing ? 200 : 503).json({ services, edition: 'busbar', version })
  })

  app.use(async (request, response) => {
    const requestId = edge.dependencies.random.uuid()
    await route(edge, { request, response, requestId }, version)
  })
  app.use(errorHandler(edge))
  return app
}

async function route(edge: Edge, exchange: Exchange, version: string): Promise<void> {
  const { request, response, requestId } = exchange
  if (isQueryRequest(exchange)) return handleQuery(edge, exchange)
  const match = matchLambdaRoute(request.method ?? '', request.url ?? '/')
  if (match.is !== 'no-match') return handleLambda(edge, exchange, match)

  if (isVisit(request)) {
    const body = JSON.stringify({ name: 'busbar', version, health: '/_busbar/health' })
    const headers = { 'Content-Type': 'application/json' }
    return sendAnswer(response, requestId, { status: 200, headers, body })
  }
  const error = wireErrorOf('lambda', new UnknownOperation(unknownText(request)))
  sendAnswer(response, requestId, encodeRestJsonError(error))
}

/** Somebody who looks what is here; a signed request is meant for a service, S3 for example. */
function isVisit({ method, url, headers }: IncomingMessage): boolean {
  const isRoot = url === '/' && headers.authorization === undefined
  return isRoot && (method === 'GET' || method === 'HEAD')
}

function unknownText(request: IncomingMessage): string {
  const { method, url = '/', headers } = request
  const path = url.split('?', 1)[0]?.slice(0, 200)
  const credential = readCredential(headers, url)
  const service =
    credential === undefined || 'problem' in credential
      ? ''
      : `, signed for the service '${credential.service.slice(0, 50)}'`
  return `busbar has nothing at ${method} ${path}${service}.`
}

/** Errors of Express itself carry a status (a path that cannot be decoded); all others are bugs of ours. */
function errorHandler(edge: Edge): ErrorRequestHandler {
  return (error: unknown, request: IncomingMessage, response: ServerResponse, _next: unknown) => {
    const requestId = edge.dependencies.random.uuid()
    if (isClientError(error)) {
      const text = 'The path cannot be decoded.'
      const answer = encodeRestJsonError(wireErrorOf('lambda', new UnknownOperation(text)))
      return sendAnswer(response, requestId, { ...answer, status: 400 })
    }
    edge.dependencies.log.error('a request failed unexpectedly', {
      requestId,
      method: request.method,
      error: error instanceof Error ? error.stack : String(error),
    })
    sendAnswer(response, requestId, encodeRestJsonError(internalError('lambda')))
  }
}

function isClientError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status < 500
  )
}
