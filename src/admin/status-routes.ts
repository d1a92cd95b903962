import type { RefusedRule } from '../domain/rule.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { AdminRoute } from './admin-route.ts'

type StatusParts = {
  readonly version: string
  isReady(): boolean
  readonly metrics: Metrics
  /** Stored rules that are not understood. */
  refusedRules(): readonly RefusedRule[]
}

/** Whether the server is alive and ready, and its figures for Prometheus. */
export function statusRoutes(parts: StatusParts): AdminRoute[] {
  const { version, isReady, metrics, refusedRules } = parts
  return [
    {
      method: 'GET',
      path: '/health',
      isOpen: true,
      handle() {
        const refused = refusedRules()
        const problems = refused.length > 0 ? { refusedRules: refused } : {}
        return { status: 200, body: { status: 'ok', version, ...problems } }
      },
    },
    {
      method: 'GET',
      path: '/ready',
      isOpen: true,
      handle: () =>
        isReady()
          ? { status: 200, body: { status: 'ready' } }
          : { status: 503, body: { status: 'starting or stopping' } },
    },
    {
      method: 'GET',
      path: '/metrics',
      handle: () => ({
        status: 200,
        body: metrics.render(),
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
      }),
    },
  ]
}
