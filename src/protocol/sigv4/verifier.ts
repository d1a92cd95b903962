import { canonicalRequest, sha256 } from './canonical-request.ts'
import { checkTime } from './check-time.ts'
import { type Claim, readClaim } from './read-claim.ts'
import { createSigner, isSame } from './signature.ts'
import {
  collectHeaders,
  type Headers,
  type Identity,
  incomplete,
  invalid,
  isRefusal,
  type Refusal,
  type SignedHead,
  type SigningKey,
} from './signed-request.ts'

/** Checks AWS Signature Version 4, in the header and in the query. */
export type Verifier = {
  /**
   * All that can be told before the body is here: nobody without a key has a body read.
   *
   * @param service - the name that the request must have been signed for, for example `events`.
   * @param now - the real time; a signature is good for five minutes.
   * @returns who claims to have signed. Only `verify` tells whether that is true.
   */
  identify(head: SignedHead, service: string, now: number): Identity | Refusal
  /** Everything, the signature included. */
  verify(head: SignedHead, body: Uint8Array, service: string, now: number): Identity | Refusal
}

/** @returns `undefined` for a key that nobody has, or not with this session token. */
export type FindKey = (
  accessKeyId: string,
  sessionToken: string | undefined,
) => SigningKey | undefined

/** Checks are made in the order, and refusals worded, as AWS's services have them. */
export function createVerifier(findKey: FindKey): Verifier {
  const sign = createSigner()

  const examine = (head: SignedHead, service: string, now: number): Examined | Refusal => {
    const headers = collectHeaders(head.rawHeaders)
    const claim = readClaim(head.url, headers)
    if (isRefusal(claim)) return claim
    const refusal =
      checkTime(claim, now) ??
      checkHeaders(headers, claim) ??
      checkAlgorithm(claim) ??
      checkScope(claim, service)
    if (refusal !== undefined) return refusal

    const key = findKey(claim.accessKeyId, claim.sessionToken)
    if (key !== undefined) return { claim, headers, identity: { key, region: regionOf(claim) } }
    const message = 'The security token included in the request is invalid.'
    return { refused: 'unrecognized-client', message }
  }

  return {
    identify(head, service, now) {
      const examined = examine(head, service, now)
      return isRefusal(examined) ? examined : examined.identity
    },
    verify(head, body, service, now) {
      const examined = examine(head, service, now)
      if (isRefusal(examined)) return examined
      const { claim, headers, identity } = examined
      const payloadHash = sha256(body)
      const canonical = canonicalRequest(head, headers, [...claim.signedHeaders], payloadHash)
      const text = stringToSign(claim, canonical)
      const expected = sign(identity.key.secretAccessKey, claim, text)
      const isGood =
        isSame(claim.signature, expected) &&
        saysHash(headers, payloadHash) &&
        isComplete(headers, claim)
      return isGood ? identity : mismatch(canonical, text)
    },
  }
}

type Examined = {
  readonly claim: Claim
  readonly headers: Headers
  readonly identity: Identity
}

/** Headers that mean something to AWS, and so must be what their sender signed. */
function isBound(name: string): boolean {
  return name === 'host' || name.startsWith('x-amz-')
}

function checkHeaders(headers: Headers, { signedHeaders, form }: Claim): Refusal | undefined {
  if (!signedHeaders.has('host')) {
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  }
  const date = headers.has('x-amz-date') ? 'x-amz-date' : 'date'
  if (form === 'header' && !signedHeaders.has(date)) {
    return invalid("'X-Amz-Date' or 'Date' must be a 'SignedHeader' in the AWS Authorization.")
  }
  const bound = [...headers].filter(([name]) => isBound(name))
  const unsigned = bound.map(([name]) => name).filter((name) => !signedHeaders.has(name))
  if (unsigned.length > 0) {
    return invalid(
      `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
    )
  }
  // One reader takes the first, another the last.
  const twice = bound.find(([, values]) => values.length > 1)
  return twice === undefined ? undefined : invalid(`Found more than one header '${twice[0]}'.`)
}

function checkAlgorithm({ algorithm }: Claim): Refusal | undefined {
  if (algorithm === 'AWS4-HMAC-SHA256') return undefined
  return incomplete(`Unsupported AWS 'algorithm': '${algorithm.slice(0, 100)}'.`)
}

function checkScope(claim: Claim, service: string): Refusal | undefined {
  const { credential, date, region, terminator, timestamp } = claim
  if (credential.split('/').length !== 5) {
    return incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. ' +
        `keyid/date/region/service/term, got '${credential.slice(0, 200)}'`,
    )
  }
  const problems: string[] = []
  // Every region is here, so there is only the form to check. Regions become parts of keys and ARNs.
  if (!/^[a-z0-9-]{1,32}$/.test(region)) {
    problems.push(`Credential should be scoped to a valid region, not '${region.slice(0, 100)}'. `)
  }
  if (claim.service !== service) {
    problems.push(`Credential should be scoped to correct service: '${service}'. `)
  }
  if (terminator !== 'aws4_request') {
    problems.push(
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator.slice(0, 100)}'. `,
    )
  }
  const day = timestamp.slice(0, 8)
  if (date !== day) {
    problems.push(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${date.slice(0, 100)}' != '${day}', from '${timestamp}'.`,
    )
  }
  return problems.length > 0 ? invalid(problems.join('')) : undefined
}

/** `aws-global` is what SDKs sign for when they call the global endpoint of STS. */
function regionOf({ region }: Claim): string {
  return region === 'aws-global' ? 'us-east-1' : region
}

function stringToSign(claim: Claim, canonical: string): string {
  const { algorithm, timestamp, date, region, service, terminator } = claim
  const scope = [date, region, service, terminator].join('/')
  return [algorithm, timestamp, scope, sha256(canonical)].join('\n')
}

/** A hash that is given must be the body's: `UNSIGNED-PAYLOAD` is S3's alone. */
function saysHash(headers: Headers, payloadHash: string): boolean {
  const said = headers.get('x-amz-content-sha256') ?? []
  return said.every((hash) => hash === payloadHash)
}

/** A header that was signed and is gone was taken away on the way. */
function isComplete(headers: Headers, { signedHeaders }: Claim): boolean {
  return [...signedHeaders].every((name) => headers.has(name))
}

function mismatch(canonical: string, text: string): Refusal {
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret ' +
      'Access Key and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      `The String-to-Sign should have been\n'${text}'\n`,
  )
}
