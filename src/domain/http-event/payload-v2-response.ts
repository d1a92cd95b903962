import { toBodyBytes } from './body-text.ts'
import type { HttpResponse } from './http-request.ts'
import { isHeader, toHeaders } from './response-headers.ts'

const JSON_TYPE = 'application/json'

/**
 * What a function's result says to the HTTP client: an object with a `statusCode` is a response, every
 * other value is the body of one.
 *
 * @param result - JSON text.
 * @returns `undefined` when the function made no sense: the client gets the front door's own error then.
 */
export function fromPayloadV2Response(result: string): HttpResponse | undefined {
  const value = parse(result)
  if (value === undefined) return undefined
  if (!isResponse(value)) return inferred(value)
  const head = headOf(value)
  if (head === undefined) return undefined
  const { headers } = head
  if (!headers.has('content-type')) headers.set('content-type', JSON_TYPE)
  return { ...head, body: toBodyBytes(textOf(value['body']), value['isBase64Encoded'] === true) }
}

/** The metadata of a streamed response: a response without its body, and nothing is inferred. */
export function fromStreamMetadata(text: string): Omit<HttpResponse, 'body'> | undefined {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return headOf({ statusCode: 200, ...value })
}

function isResponse(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'statusCode')
}

function headOf({ statusCode, headers: given, cookies = [] }: Readonly<Record<string, unknown>>) {
  const status = statusOf(statusCode)
  const headers = toHeaders(given)
  if (status === undefined || headers === undefined || !areCookies(cookies)) return undefined
  return { status, headers, cookies }
}

/** A text is sent without its quotes, and yet as JSON (recorded on AWS). */
function inferred(value: unknown): HttpResponse {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return {
    status: 200,
    headers: new Map([['content-type', JSON_TYPE]]),
    cookies: [],
    body: toBodyBytes(text, false),
  }
}

/** A text of digits is taken too (recorded on AWS). Below 200 HTTP means something else. */
function statusOf(given: unknown): number | undefined {
  const text = typeof given === 'number' || typeof given === 'string' ? String(given) : ''
  return /^[2-5]\d\d$/.test(text) ? Number(text) : undefined
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return ''
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function areCookies(given: unknown): given is readonly string[] {
  return (
    Array.isArray(given) &&
    given.every((cookie) => typeof cookie === 'string' && isHeader('set-cookie', cookie))
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
