import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from '../../platform/node-http.ts'
import type { Refusal } from './refusal.ts'

const HOST = '127.0.0.1'
/** AWS's clients put the cause of an error into a header, up to a megabyte of it. */
const LARGEST_HEADERS = 2 * 1_024 * 1_024

export type ApiServer = {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API has it. */
  readonly address: string
  /** Cuts off whoever is connected. */
  close(): void
}

export type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse }

export type Route = {
  readonly method: string
  readonly path: RegExp
  /** @param part - what the path's group has taken. */
  readonly handle: (exchange: Exchange, part: string) => Promise<void> | void
}

const PING: Route = {
  method: 'GET',
  path: /^\/2018-06-01\/ping$/,
  handle: ({ response }) => void response.writeHead(200).end('pong'),
}

/** What one execution environment asks its platform, on a port of its own. */
export async function startApiServer(routes: readonly Route[]): Promise<ApiServer> {
  let address = ''
  const server = createServer(
    // A runtime may think, and wait for its next invocation, as long as it likes.
    {
      requestTimeout: 0,
      headersTimeout: 0,
      keepAliveTimeout: 0,
      maxHeaderSize: LARGEST_HEADERS,
    },
    (request, response) => {
      // Web pages and other names of this machine have no business here.
      if (request.headers.host !== address || request.headers.origin !== undefined) {
        response.writeHead(403).end()
        return
      }
      void route([PING, ...routes], { request, response })
    },
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, HOST, resolve)
  })
  server.unref()
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('The server has no port.')
  address = `${HOST}:${bound.port}`
  return {
    address,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function route(routes: readonly Route[], exchange: Exchange): Promise<void> {
  const path = (exchange.request.url ?? '').split('?')[0] ?? ''
  let isKnown = false
  for (const { method, path: pattern, handle } of routes) {
    const found = pattern.exec(path)
    if (found === null) continue
    isKnown = true
    if (exchange.request.method === method) return handle(exchange, found[1] ?? '')
  }
  exchange.request.resume()
  exchange.response.writeHead(isKnown ? 405 : 404).end()
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

export function accept(response: ServerResponse): void {
  sendJson(response, 202, { status: 'OK' })
}

export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, errorType, errorMessage } = refusal
  sendJson(response, status, { errorMessage, errorType })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      ...headers,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    .end(text)
}
