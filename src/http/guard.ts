import type { IncomingHttpHeaders } from 'node:http'

/**
 * Looks at a request before anything else does. A web page in the developer's browser reaches localhost
 * too, and must not be able to create and run code there.
 *
 * @param isOpenToPages - whether pages of other origins may come: a function URL can say so.
 * @returns why the request is refused; `undefined` lets it in.
 */
export function refusalOf(
  headers: IncomingHttpHeaders,
  isAllowedHost: (host: string) => boolean,
  isOpenToPages = false,
): string | undefined {
  const { host, origin } = headers
  if (host === undefined || !isAllowedHost(host)) {
    return `The host '${(host ?? '').slice(0, 255)}' is not allowed; see BUSBAR_ALLOWED_HOSTS.`
  }
  if (isOpenToPages) return undefined
  if (origin !== undefined && !isSameOrigin(origin, host)) {
    return 'Requests from pages of another origin are not allowed.'
  }
  if (headers['sec-fetch-site'] === 'cross-site') {
    return 'Requests from pages of another site are not allowed.'
  }
  return undefined
}

/** The scheme is not compared: a proxy may speak TLS for us. */
function isSameOrigin(origin: string, host: string): boolean {
  const start = origin.indexOf('://')
  return start > 0 && origin.slice(start + 3).toLowerCase() === host.toLowerCase()
}
