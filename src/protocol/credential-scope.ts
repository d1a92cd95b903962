import type { Scope } from '../domain/scope.ts'

/** What the credential of a request says; its signature is not looked at here. */
export type Credential = {
  readonly accessKey: string
  readonly region: string
  /** The name that the request was signed for, for example `events`. */
  readonly service: string
}

export type CredentialHeaders = {
  readonly authorization?: string | undefined
  readonly 'x-amz-region-set'?: string | string[] | undefined
}

const DEFAULT_REGION = 'us-east-1'

/**
 * Reads the credential of a signed header (SigV4 or SigV4A) or of a presigned query.
 * @returns `undefined` without any credential; a problem, worded as AWS words it, for one that cannot be read.
 */
export function readCredential(
  headers: CredentialHeaders,
  url: string,
): Credential | { readonly problem: string } | undefined {
  const signed = headers.authorization
  const regionSet = String(headers['x-amz-region-set'] ?? '')
  if (signed !== undefined) return readHeader(signed, regionSet)

  const query = url.indexOf('?')
  if (query < 0 || !url.includes('X-Amz-Credential=', query)) return undefined
  const parameters = new URLSearchParams(url.slice(query + 1))
  const credential = parameters.get('X-Amz-Credential') ?? ''
  const algorithm = parameters.get('X-Amz-Algorithm') ?? 'AWS4-HMAC-SHA256'
  return readScope(credential, algorithm, parameters.get('X-Amz-Region-Set') ?? regionSet)
}

/** The account is a twelve-digit access key's; every other key stands for the default account. */
export function scopeOf(credential: Credential | undefined, defaultAccount: string): Scope {
  if (credential === undefined) return { account: defaultAccount, region: DEFAULT_REGION }
  const { accessKey, region } = credential
  return { account: /^\d{12}$/.test(accessKey) ? accessKey : defaultAccount, region }
}

function readHeader(header: string, regionSet: string): Credential | { readonly problem: string } {
  const space = header.indexOf(' ')
  const algorithm = space < 0 ? header : header.slice(0, space)
  if (!algorithm.startsWith('AWS4-')) {
    return { problem: "Authorization header requires 'Credential' parameter." }
  }

  const start = header.indexOf('Credential=')
  if (start < 0) return { problem: "Authorization header requires 'Credential' parameter." }
  const end = header.indexOf(',', start)
  const credential = header.slice(start + 'Credential='.length, end < 0 ? undefined : end).trim()
  return readScope(credential, algorithm, regionSet)
}

/** Clients name one credential again and again. */
let latest: { readonly text?: string; readonly is: Credential | { readonly problem: string } } = {
  is: { problem: '' },
}

function readScope(
  credential: string,
  algorithm: string,
  regionSet: string,
): Credential | { readonly problem: string } {
  if (credential === latest.text) return latest.is
  const parts = credential.split('/')
  // SigV4A signs for a set of regions, so its credential names none.
  if (algorithm === 'AWS4-ECDSA-P256-SHA256' && parts.length === 4) {
    const [accessKey = '', , service = ''] = parts
    return toCredential(accessKey, firstRegion(regionSet), service)
  }
  if (parts.length !== 5) {
    return {
      problem:
        'Credential must have exactly 5 slash-delimited elements, e.g. ' +
        `keyid/date/region/service/term, got '${credential.slice(0, 200)}'`,
    }
  }
  const [accessKey = '', , region = '', service = ''] = parts
  latest = { text: credential, is: toCredential(accessKey, region, service) }
  return latest.is
}

function toCredential(
  accessKey: string,
  region: string,
  service: string,
): Credential | { readonly problem: string } {
  // `aws-global` is what SDKs sign for when they call the global endpoint of STS.
  if (region === '' || region === 'aws-global') {
    return { accessKey, region: DEFAULT_REGION, service }
  }
  // Regions become parts of keys and ARNs.
  if (!/^[a-z0-9-]{1,32}$/.test(region)) {
    return { problem: 'Credential should be scoped to a valid region.' }
  }
  return { accessKey, region, service }
}

function firstRegion(regionSet: string): string {
  const named = regionSet.split(',').map((region) => region.trim())
  return named.find((region) => region !== '' && !region.includes('*')) ?? DEFAULT_REGION
}
