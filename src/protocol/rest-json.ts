import type { IncomingHttpHeaders } from 'node:http'
import type { Answer, StreamedAnswer } from './answer.ts'
import { EVENT_STREAM_TYPE, encodeEvent } from './event-stream.ts'
import { parseJsonBody } from './json-body.ts'
import type { LambdaRoute, OutputBinding } from './lambda-routes.ts'

export type RestRequest = {
  readonly route: LambdaRoute
  readonly labels: ReadonlyMap<string, string>
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const CONTENT_TYPE = { 'Content-Type': 'application/json' }

// The only bound members that are not text. What does not look like a number stays text, and validation
// answers as it does to text in a JSON body.
const INTEGER_MEMBERS = new Set(['MaxItems', 'VersionNumber'])
const LIST_PARAMETERS = new Map([['tagKeys', 'TagKeys']])

/** Puts path, query, headers and body together into one input object. */
export function decodeRestJson(
  request: RestRequest,
): { readonly input: unknown } | { readonly problem: string } {
  const { route, body } = request
  const bound = boundMembers(request)
  if (route.payload !== undefined) {
    // A copy of nothing: the buffer belongs to this request alone.
    const payload = body.length === 0 ? [] : [[route.payload, body] as const]
    return { input: Object.fromEntries([...bound, ...payload]) }
  }

  const parsed = parseJsonBody(body)
  if ('problem' in parsed) return parsed
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { input: value }

  // AWS reads a bound member from its place only, so one in the body is not seen.
  const free = Object.entries(value).filter(([name]) => !isBound(route, name))
  return { input: Object.fromEntries([...free, ...bound]) }
}

/** @param output - absent: an empty body. */
export function encodeRestJson(
  route: LambdaRoute,
  output: object | undefined,
): Answer | StreamedAnswer {
  const binding = route.output
  const members: Readonly<Record<string, unknown>> = { ...output }
  const status = binding?.status === undefined ? undefined : members[binding.status]
  const answered = typeof status === 'number' ? status : route.status
  if (binding === undefined) {
    return output === undefined || answered === 204
      ? { status: answered, headers: {} }
      : { status: answered, headers: CONTENT_TYPE, body: JSON.stringify(output) }
  }

  const headers = boundHeaders(binding, members)
  const events = binding.events === undefined ? undefined : members[binding.events]
  if (isAsyncIterable(events)) {
    const withType = { 'Content-Type': EVENT_STREAM_TYPE, ...headers }
    return { status: answered, headers: withType, chunks: encodeEvents(events) }
  }
  const payload = binding.payload === undefined ? undefined : members[binding.payload]
  return typeof payload === 'string' || payload instanceof Uint8Array
    ? { status: answered, headers: { ...CONTENT_TYPE, ...headers }, body: payload }
    : { status: answered, headers }
}

async function* encodeEvents(events: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  for await (const event of events) {
    for (const [type, members] of Object.entries(event)) yield* encodeEvent(type, members)
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<object> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function* boundMembers(request: RestRequest): Generator<readonly [string, unknown]> {
  const { route, labels, query, headers } = request
  for (const [name, value] of labels) yield [name, toMember(name, value)]
  for (const name of route.query ?? []) {
    const list = LIST_PARAMETERS.get(name)
    const values = query.getAll(name)
    if (values.length === 0) continue
    yield list === undefined ? [name, toMember(name, values[0] ?? '')] : [list, values]
  }
  for (const [header, name] of Object.entries(route.headers ?? {})) {
    const value = headers[header]
    if (typeof value === 'string') yield [name, value]
  }
}

function toMember(name: string, value: string): unknown {
  return INTEGER_MEMBERS.has(name) && /^-?\d{1,15}$/.test(value) ? Number(value) : value
}

function isBound(route: LambdaRoute, name: string): boolean {
  return (
    route.segments.includes(`{${name}}`) ||
    (route.query?.includes(name) ?? false) ||
    [...LIST_PARAMETERS].some(([wire, member]) => member === name && route.query?.includes(wire))
  )
}

function boundHeaders(
  binding: OutputBinding,
  members: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [header, name] of Object.entries(binding.headers ?? {})) {
    const value = members[name]
    if (typeof value === 'string') headers[header] = value
  }
  return headers
}
