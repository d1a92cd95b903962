import type { IncomingMessage } from 'node:http'

export type FunctionUrlAddress = {
  readonly id: string
  /** Absent where the address does not say it. */
  readonly region?: string
  /** What the function sees as its path. */
  readonly rawPath: string
}

const HOST = /^([a-z0-9]{32})\.lambda-url\.([a-z0-9-]{1,32})\./i
const PATH = /^\/_url\/([a-z0-9]{32})(?=$|\/)/

/**
 * Which function URL a request is for: `http://<id>.lambda-url.<region>.localhost:4566/`, as in AWS's names,
 * and `/_url/<id>/` of every other name, where such a name does not resolve.
 */
export function functionUrlAddressOf({
  headers,
  url = '/',
}: IncomingMessage): FunctionUrlAddress | undefined {
  const path = url.split('?', 1)[0] ?? '/'
  const [, inHost, region] = HOST.exec(headers.host ?? '') ?? []
  if (inHost !== undefined && region !== undefined) {
    return { id: inHost.toLowerCase(), region: region.toLowerCase(), rawPath: path }
  }
  const [prefix = '', inPath] = PATH.exec(path) ?? []
  if (inPath === undefined) return undefined
  return { id: inPath, rawPath: path.slice(prefix.length) || '/' }
}
