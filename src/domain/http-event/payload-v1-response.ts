import { toBodyBytes } from './body-text.ts'
import type { HttpResponse } from './http-request.ts'
import { toHeaders } from './response-headers.ts'

/**
 * What a function's result says to the client of a REST API; nothing is inferred ("Output format of a
 * Lambda function for proxy integration" in the API Gateway Developer Guide).
 *
 * @param result - JSON text.
 * @returns `undefined` when the result is not such a response: the client gets 502 then.
 */
export function fromPayloadV1Response(result: string): HttpResponse | undefined {
  const value: unknown = JSON.parse(result)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const members: Readonly<Record<string, unknown>> = { ...value }
  const { statusCode, body = '', isBase64Encoded } = members
  const status = /^[2-5]\d\d$/.test(String(statusCode)) ? Number(statusCode) : undefined
  const text = body ?? ''
  const single = toHeaders(members['headers'])
  const multiple = toMultiple(members['multiValueHeaders'])
  if (status === undefined || typeof text !== 'string' || !single || !multiple) return undefined

  // Given both ways, a header has the values of the list.
  const all = new Map([...[...single].map(([name, one]) => [name, [one]] as const), ...multiple])
  const cookies = all.get('set-cookie') ?? []
  all.delete('set-cookie')
  if (!all.has('content-type')) all.set('content-type', ['application/json'])
  const headers = new Map([...all].map(([name, values]) => [name, values.join(',')]))
  return { status, headers, cookies, body: toBodyBytes(text, isBase64Encoded === true) }
}

/** @returns `undefined` when one of them cannot be sent. */
function toMultiple(given: unknown): ReadonlyMap<string, readonly string[]> | undefined {
  const multiple = new Map<string, string[]>()
  if (given === undefined || given === null) return multiple
  if (typeof given !== 'object' || Array.isArray(given)) return undefined
  for (const [name, values] of Object.entries(given)) {
    if (!Array.isArray(values)) return undefined
    for (const value of values) {
      const headers = toHeaders({ [name]: value as unknown })
      if (headers === undefined) return undefined
      for (const [key, text] of headers) multiple.set(key, [...(multiple.get(key) ?? []), text])
    }
  }
  return multiple
}
