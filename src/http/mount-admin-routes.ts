import type { Request, Response, Router } from 'express'
import type { AdminAnswer, AdminRequest, AdminRoute } from '../admin/admin-route.ts'
import { parseJsonBody } from '../protocol/json-body.ts'
import type { AdminCheck } from './admin-check.ts'
import { type BodyResult, readBody } from './read-body.ts'

const BODY_LIMIT = 1_153_434
const EMPTY = Buffer.alloc(0)

/** Puts busbar's own routes on the web framework's router. */
export function mountAdminRoutes(
  router: Router,
  check: AdminCheck,
  routes: readonly AdminRoute[],
): void {
  for (const route of routes) {
    const method = route.method === 'GET' ? 'get' : 'post'
    router[method](route.path, async (request, response) => {
      const read = await readBody(request, response, BODY_LIMIT)
      if (read.is === 'aborted') return
      const bytes = read.is === 'complete' ? read.bytes : EMPTY
      const refusal = route.isOpen ? undefined : check(request, bytes)
      if (refusal !== undefined) return send(response, refusal)
      const body = objectOf(read)
      const answer =
        typeof body === 'string'
          ? { status: 400, body: { error: body } }
          : await route.handle({
              parameters: textParameters(request),
              query: queryOf(request),
              body,
            })
      send(response, answer)
    })
  }
  router.use((request, response) => {
    send(response, {
      status: 404,
      body: { error: `There is no ${request.method} ${request.path} here.` },
    })
  })
}

/** @returns the body's members, or what is wrong with it. */
function objectOf(body: Exclude<BodyResult, { is: 'aborted' }>): AdminRequest['body'] | string {
  if (body.is === 'too-large') return 'The body is too large.'
  const parsed = parseJsonBody(body.bytes)
  if ('problem' in parsed) return parsed.problem
  const { value } = parsed
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : 'The body is not a JSON object.'
}

function textParameters(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.params).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  )
}

function queryOf(request: Request): URLSearchParams {
  const at = request.url.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1))
}

function send(response: Response, { status, body, contentType }: AdminAnswer): void {
  response.status(status)
  if (body === undefined) return void response.end()
  if (contentType !== undefined) response.type(contentType)
  if (body instanceof Uint8Array) return void response.send(Buffer.from(body))
  if (typeof body === 'string') return void response.send(body)
  response.type('application/json').send(`${toJson(body)}\n`)
}

// The largest text that people read in a terminal. Indentation beyond it could make gigabytes of an event
// that is deep and wide.
const INDENTED_UP_TO = 20_000

function toJson(body: object): string {
  const compact = JSON.stringify(body)
  return compact.length > INDENTED_UP_TO ? compact : JSON.stringify(body, undefined, 2)
}
