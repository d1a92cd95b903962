import type { IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { Unavailable } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import { request as requestHttp } from '../../platform/node-http.ts'
import {
  type ObjectName,
  ObjectRefused,
  type ObjectSource,
  ObjectTooLarge,
} from '../object-source.ts'
import { type Credentials, encode, signGet, toQuery } from './sign-get.ts'

/** Between two pieces of an object, in real time. */
const SILENCE_LIMIT_MS = 30_000
const LONGEST_ERROR_BYTES = 65_536

/**
 * Objects of an S3, addressed by path.
 *
 * @param options.endpoint - a URL, or `aws` for AWS's own in the region of the request.
 * @param options.credentials - without them, a request is signed with the account as access key, which
 *   emulators take for the account that it is.
 * @param options.now - real time: S3 refuses a signature of another.
 */
export function createS3ObjectSource(options: {
  readonly endpoint: string
  readonly credentials: Credentials | undefined
  readonly now: () => number
}): ObjectSource {
  const { endpoint, now } = options
  return {
    async get(scope, name, maxBytes) {
      const url = new URL(endpoint === 'aws' ? awsEndpoint(scope) : endpoint)
      const credentials = options.credentials ?? accountAsKey(scope)
      const request = { host: url.host, path: toPath(url, name), query: toParameters(name) }
      const headers = signGet(request, credentials, scope.region, now())
      const query = toQuery(request.query)
      const target = query === '' ? request.path : `${request.path}?${query}`
      const response = await send(url, target, headers)
      if (response.statusCode === 200) return readObject(response, maxBytes)
      throw await toRefusal(response)
    },
  }
}

function awsEndpoint({ region }: Scope): string {
  return `https://s3.${region}.amazonaws.com`
}

function accountAsKey({ account }: Scope): Credentials {
  return { accessKeyId: account, secretAccessKey: 'busbar' }
}

function toPath({ pathname }: URL, { bucket, key }: ObjectName): string {
  const base = pathname.replace(/\/$/, '')
  return `${base}/${encode(bucket)}/${key.split('/').map(encode).join('/')}`
}

function toParameters({ version }: ObjectName): Record<string, string> {
  return version === undefined ? {} : { versionId: version }
}

/** Not `fetch`, which would take `..` in a key for a folder above. */
function send(
  { protocol, hostname, port }: URL,
  path: string,
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  const request = protocol === 'https:' ? requestHttps : requestHttp
  // The name of an IPv6 address has brackets in a URL only.
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path, headers, timeout: SILENCE_LIMIT_MS }, resolve)
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', (error) => reject(unavailable(error)))
    sent.end()
  })
}

async function readObject(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      size += chunk.length
      // Leaving the loop closes the connection.
      if (size > maxBytes) throw new ObjectTooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof ObjectTooLarge ? error : unavailable(error)
  }
  return Buffer.concat(chunks)
}

/** S3 says in XML what is wrong; something else that answers may say nothing that is known. */
async function toRefusal(response: IncomingMessage): Promise<Error> {
  const text = Buffer.from(await readObject(response, LONGEST_ERROR_BYTES)).toString()
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1]
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? ''
  if (code !== undefined) return new ObjectRefused(code, unescapeXml(message))
  return new ObjectRefused(String(response.statusCode), response.statusMessage ?? '')
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

function unavailable(error: unknown): Unavailable {
  const { code, message } = Object(error) as { code?: string; message?: string }
  return new Unavailable(`The S3 of BUSBAR_ENDPOINT_S3 does not answer (${code ?? message}).`)
}
