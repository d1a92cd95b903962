import { createHash } from 'node:crypto'
import type { Headers, SignedHead } from './signed-request.ts'

/**
 * The request as both sides spell it before they sign ("Create a signed AWS API request" in the IAM User
 * Guide, step 1; the path of every service but S3 is encoded a second time).
 *
 * Text from the wire has one character for each byte, so that nothing depends on an encoding.
 *
 * @param signedHeaders - lower case, in the order of the signature.
 * @param payloadHash - the hex SHA-256 of the body.
 */
export function canonicalRequest(
  { method, url }: SignedHead,
  headers: Headers,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const [path, query] = splitTarget(url)
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(headers.get(name))}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n')
}

/** The hex SHA-256 of text with one character for each byte, or of bytes. */
export function sha256(content: string | Uint8Array): string {
  const hash = createHash('sha256')
  return (
    typeof content === 'string' ? hash.update(content, 'latin1') : hash.update(content)
  ).digest('hex')
}

/** The parameters of a request target, decoded, in their order. */
export function queryParameters(url: string): [string, string][] {
  const [, query] = splitTarget(url)
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0
        ? [decode(pair), '']
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
    })
}

function splitTarget(url: string): [string, string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encode(segment))
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`
}

/** A presigned request carries its signature among what is signed; that one parameter is left out. */
function canonicalQuery(query: string): string {
  return queryParameters(`?${query}`)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([name, value], [otherName, otherValue]) =>
      name === otherName ? compare(value, otherValue) : compare(name, otherName),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function canonicalValue(values: readonly string[] = []): string {
  return values.map((value) => value.trim().replace(/[ \t\r\n]+/g, ' ')).join(',')
}

function encode(bytes: string): string {
  return bytes.replace(
    /[^A-Za-z0-9\-_.~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/** As the operations will read it: a plus is a space. */
function decode(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
