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
