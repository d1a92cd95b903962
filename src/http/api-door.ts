import type { IncomingMessage } from 'node:http'
import type { ApiRoutes } from '../domain/api-route/api-routes.ts'
import type { Scope } from '../domain/scope.ts'
import type { Timers } from '../platform/timers.ts'

/** The API Gateway style front door. */
export type ApiDoor = ApiRoutes & {
  /** Where functions are that a route names without an ARN. */
  readonly scope: Scope
  readonly timers: Timers
  /** Real time, for REST APIs and HTTP APIs. @default 29 and 30 seconds */
  readonly timeoutMs?: { readonly '1.0': number; readonly '2.0': number }
}

const HOST = /^api\.localhost(?::\d+)?$/i
const PREFIX = '/_api'

/**
 * The path that a request has behind the front door, which stands at `http://api.localhost:4566/` and at
 * `/_api/` of every other name; `undefined` for a request that is not for it.
 */
export function apiPathOf({ headers, url = '/' }: IncomingMessage): string | undefined {
  const path = url.split('?', 1)[0] ?? '/'
  if (HOST.test(headers.host ?? '')) return path
  if (path === PREFIX) return '/'
  return path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : undefined
}
