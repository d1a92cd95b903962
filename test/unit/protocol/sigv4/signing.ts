import { createHash } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { SignedHead, SigningKey } from '../../../../src/protocol/sigv4/signed-request.ts'
import { Sha256 } from '../../../support/sha256.ts'

export const NOW = Date.UTC(2026, 0, 31, 12)
export const TIMESTAMP = '20260131T120000Z'
export const KEY: SigningKey = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  account: '111122223333',
  isFunction: false,
}

export type Request = SignedHead & { readonly body: Uint8Array }

type Draft = {
  readonly method?: string
  readonly path?: string
  readonly query?: Record<string, string | string[]>
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly service?: string
  readonly region?: string
  readonly at?: number
  readonly secret?: string
  readonly accessKeyId?: string
  readonly sessionToken?: string
  readonly unsigned?: readonly string[]
  readonly expiresIn?: number
}

const TARGET_HEADERS = {
  host: '127.0.0.1:4566',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AWSEvents.PutEvents',
}

/** A request that the signer of the AWS SDK has signed. */
export async function signed(draft: Draft = {}): Promise<Request> {
  const request = toHttpRequest(draft)
  const result = await signerOf(draft).sign(request, options(draft))
  return toRequest({ ...request, ...result }, draft.body ?? '')
}

/** The same as a URL that anybody may open for a while. */
export async function presigned(draft: Draft = {}): Promise<Request> {
  const request = toHttpRequest({ method: 'GET', headers: { host: '127.0.0.1:4566' }, ...draft })
  const { expiresIn = 60 } = draft
  const result = await signerOf(draft).presign(request, { ...options(draft), expiresIn })
  return toRequest({ ...request, ...result }, draft.body ?? '')
}

export function withHeader(request: Request, name: string, value: string | undefined): Request {
  const kept: string[] = []
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [header = '', old = ''] = request.rawHeaders.slice(at, at + 2)
    if (header.toLowerCase() !== name) kept.push(header, old)
  }
  return { ...request, rawHeaders: value === undefined ? kept : [...kept, name, value] }
}

export function andHeader(request: Request, name: string, value: string): Request {
  return { ...request, rawHeaders: [...request.rawHeaders, name, value] }
}

export function headerOf(request: Request, name: string): string {
  return request.rawHeaders[request.rawHeaders.indexOf(name) + 1] ?? ''
}

/** The Authorization header with one of its texts changed. */
export function edited(request: Request, from: string | RegExp, to: string): Request {
  const old = headerOf(request, 'authorization')
  return withHeader(request, 'authorization', old.replace(from, to))
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function signerOf(draft: Draft): SignatureV4 {
  return new SignatureV4({
    service: draft.service ?? 'events',
    region: draft.region ?? 'eu-central-1',
    credentials: {
      accessKeyId: draft.accessKeyId ?? KEY.accessKeyId,
      secretAccessKey: draft.secret ?? KEY.secretAccessKey,
      ...(draft.sessionToken !== undefined && { sessionToken: draft.sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: true,
  })
}

function options({ at = NOW, unsigned = [] }: Draft) {
  return { signingDate: new Date(at), unsignableHeaders: new Set(unsigned) }
}

function toHttpRequest(draft: Draft) {
  const { method = 'POST', path = '/', query = {}, headers = TARGET_HEADERS, body = '' } = draft
  const place = { protocol: 'http:', hostname: '127.0.0.1', port: 4566 }
  return { ...place, method, path, query, headers, body }
}

type Sent = {
  readonly method: string
  readonly path: string
  readonly query?: Record<string, string | string[] | null> | undefined
  readonly headers: Record<string, string>
}

/** As an HTTP client sends it: what has not been escaped yet is escaped once. */
function toRequest({ method, path, query = {}, headers }: Sent, body: string): Request {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  )
  const url = pairs.length > 0 ? `${path}?${pairs.join('&')}` : path
  return { method, url, rawHeaders: Object.entries(headers).flat(), body: Buffer.from(body) }
}
