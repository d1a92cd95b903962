import type { Cors } from '../function-url.ts'
import { matchesGlob } from '../policy/glob.ts'

/** Of a request from a web page, as much as CORS asks about; the headers in lower case. */
export type CorsRequest = {
  readonly origin?: string | undefined
  readonly 'access-control-request-method'?: string | undefined
  readonly 'access-control-request-headers'?: string | undefined
}

/** Whether pages of that origin may call. A star stands for any text: `https://*.example.com`. */
export function isAllowedOrigin({ allowOrigins = [] }: Cors, origin: string): boolean {
  const given = origin.toLowerCase()
  return allowOrigins.some((allowed) => matchesGlob(allowed.toLowerCase(), given))
}

/** What every response of a URL with CORS has; nothing for pages that may not see it. */
export function corsHeaders(cors: Cors, { origin }: CorsRequest): ReadonlyMap<string, string> {
  const headers = new Map([['vary', 'Origin']])
  if (origin === undefined || !isAllowedOrigin(cors, origin)) return headers
  const { allowCredentials, allowOrigins = [], exposeHeaders = [] } = cors
  // With credentials a star would mean itself.
  const isAny = allowOrigins.includes('*') && allowCredentials !== true
  headers.set('access-control-allow-origin', isAny ? '*' : origin)
  if (allowCredentials === true) headers.set('access-control-allow-credentials', 'true')
  if (exposeHeaders.length > 0) {
    headers.set('access-control-expose-headers', exposeHeaders.join(','))
  }
  return headers
}

/** What a browser is told that asks before it sends the request itself. */
export function preflightHeaders(cors: Cors, request: CorsRequest): ReadonlyMap<string, string> {
  const headers = new Map(corsHeaders(cors, request))
  headers.delete('access-control-expose-headers')
  if (!headers.has('access-control-allow-origin')) return headers
  const { allowMethods, allowHeaders, maxAgeSeconds, allowCredentials } = cors
  const listed = (allowed: readonly string[] = [], asked: string | undefined) =>
    allowed.includes('*') && allowCredentials === true ? (asked ?? '') : allowed.join(',')
  const given = [
    ['allow-methods', listed(allowMethods, request['access-control-request-method'])],
    ['allow-headers', listed(allowHeaders, request['access-control-request-headers'])],
    ['max-age', maxAgeSeconds === undefined ? '' : String(maxAgeSeconds)],
  ] as const
  for (const [name, value] of given) if (value !== '') headers.set(`access-control-${name}`, value)
  return headers
}
