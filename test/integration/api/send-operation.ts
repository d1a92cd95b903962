import { Agent, request } from 'node:http'
import type { Operation } from '../../../src/operations/operation.ts'
import { LAMBDA_ROUTES, type LambdaRoute } from '../../../src/protocol/lambda-routes.ts'

type Members = Readonly<Record<string, unknown>>
export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}
/** A request as bytes; no SDK looks at it before it is sent. */
export type RawRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

const TARGETS: Readonly<Record<string, string>> = { events: 'AWSEvents', logs: 'Logs_20140328' }
const WHERE = new Map(LAMBDA_ROUTES.map((route) => [route.operation, route]))

/** Where a member of an operation travels. */
export function placeOfMember(
  { service, name }: Operation,
  member: string,
): 'path' | 'query' | 'header' | 'payload' | 'body' {
  if (service === 'sts') return 'query'
  const route = service === 'lambda' ? WHERE.get(name) : undefined
  if (route === undefined) return 'body'
  if (route.segments.includes(`{${member}}`)) return 'path'
  if (queryName(route, member) !== undefined) return 'query'
  if (headerName(route, member) !== undefined) return 'header'
  return route.payload === member ? 'payload' : 'body'
}

/** Whether any body is an input: its bytes are a member. */
export function hasPayload({ service, name }: Operation): boolean {
  return service === 'lambda' && WHERE.get(name)?.payload !== undefined
}

/** The request of an operation with these members, however wrong they are. */
export function toRequest(operation: Operation, input: Members): RawRequest {
  const { service, name } = operation
  if (service === 'sts') {
    const members = new URLSearchParams(input as Record<string, string>)
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const body = `Action=${name}&Version=2011-06-15&${members}`
    return { method: 'POST', path: '/', headers, body }
  }
  const route = service === 'lambda' ? WHERE.get(name) : undefined
  if (route === undefined) {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `${TARGETS[service]}.${name}`,
    }
    return { method: 'POST', path: '/', headers, body: JSON.stringify(input) }
  }
  return toLambdaRequest(operation, route, input)
}

function toLambdaRequest(operation: Operation, route: LambdaRoute, input: Members): RawRequest {
  const label = (segment: string) => encodeURIComponent(String(input[segment.slice(1, -1)]))
  // Two operations share some paths; a parameter tells them apart.
  const query = new URLSearchParams(route.when && [[...route.when]])
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  const free: [string, unknown][] = []
  let payload: string | undefined
  for (const [member, value] of Object.entries(input)) {
    const place = placeOfMember(operation, member)
    if (place === 'query') {
      for (const one of [value].flat()) query.append(queryName(route, member) ?? '', String(one))
    }
    if (place === 'header') headers[headerName(route, member) ?? ''] = String(value)
    if (place === 'payload') payload = String(value)
    if (place === 'body') free.push([member, value])
  }
  const segments = route.segments.map((one) => (one.startsWith('{') ? label(one) : one))
  return {
    method: route.method,
    path: `/${segments.join('/')}?${query}`,
    headers,
    body: payload ?? (free.length > 0 ? JSON.stringify(Object.fromEntries(free)) : ''),
  }
}

function queryName({ query = [] }: LambdaRoute, member: string): string | undefined {
  return query.find((name) => name.toLowerCase() === member.toLowerCase())
}

function headerName({ headers = {} }: LambdaRoute, member: string): string | undefined {
  return Object.keys(headers).find((name) => headers[name] === member)
}

const agent = new Agent({ keepAlive: true })
const HANGS_AFTER = 10_000

/** Sends the request as it is. @throws when no answer comes. */
export function exchange(url: string, { body, ...options }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  // Node leaves the length out for methods that seldom have a body.
  const headers = { 'Content-Length': Buffer.byteLength(body), ...options.headers }
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, ...options, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    const hangs = new Error(`No answer to ${options.method} ${options.path.slice(0, 200)}.`)
    sent.setTimeout(HANGS_AFTER, () => sent.destroy(hangs))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What AWS's clients take from an error. */
export function errorOf({ headers, text }: RawAnswer): { code: string; message: string } {
  if (text.startsWith('<')) {
    const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ''
    return { code: element('Code'), message: element('Message') }
  }
  const body: Record<string, unknown> = JSON.parse(text)
  return {
    code: String(headers['x-amzn-errortype'] ?? body['__type'] ?? ''),
    message: String(body['message'] ?? body['Message'] ?? ''),
  }
}
