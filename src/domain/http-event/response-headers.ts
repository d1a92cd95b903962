/** They belong to one connection, or to how a body is cut, and are the server's own. */
const CONNECTION_ONLY = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Text of one line, in the characters that a header can hold. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * The headers that a function gave to its response, by names in lower case.
 * @returns `undefined` when one of them cannot be sent.
 */
export function toHeaders(given: unknown): Map<string, string> | undefined {
  const headers = new Map<string, string>()
  if (given === undefined || given === null) return headers
  if (typeof given !== 'object' || Array.isArray(given)) return undefined
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue
    const text = Array.isArray(value) ? value.join(',') : String(value)
    if (!isHeader(name, text)) return undefined
    const key = name.toLowerCase()
    if (!CONNECTION_ONLY.has(key)) headers.set(key, text)
  }
  return headers
}

export function isHeader(name: string, value: string): boolean {
  return NAME.test(name) && VALUE.test(value)
}
