import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createVerifier } from '../../../../src/protocol/sigv4/verifier.ts'
import {
  andHeader,
  edited,
  headerOf,
  KEY,
  NOW,
  presigned,
  type Request,
  sha256,
  signed,
  withHeader,
} from './signing.ts'

const verifier = createVerifier((id, token) =>
  id === KEY.accessKeyId && token === undefined ? KEY : undefined,
)

const MISMATCH = /^The request signature we calculated does not match/
const MISSING = 'missing-authentication-token'
const INCOMPLETE = 'incomplete-signature'
const INVALID = 'invalid-signature'
const UNKNOWN = 'unrecognized-client'
const BODY = '{"Entries":[]}'

type Make = () => Request | Promise<Request>
type Case = readonly [what: string, make: Make, refused: string, message: string | RegExp]

const change =
  (
    edit: (request: Request) => Request,
    draft: Parameters<typeof signed>[0] = { body: BODY },
  ): Make =>
  async () =>
    edit(await signed(draft))

const authorization = (value: string) =>
  change((request) => withHeader(request, 'authorization', value))

const inQuery =
  (edit: (url: string) => string, draft: Parameters<typeof presigned>[0] = {}): Make =>
  async () => {
    const request = await presigned(draft)
    return { ...request, url: edit(request.url) }
  }

const flipped = (text: string) => text.replace(/.$/, (last) => (last === '0' ? '1' : '0'))

const absent: Case[] = [
  ['has no signature', () => withHeaders(['host', 'h']), MISSING, 'Missing Authentication Token'],
  [
    'has a signature in a parameter of other case',
    () => withUrl('/?x-amz-signature=0'),
    MISSING,
    'Missing Authentication Token',
  ],
]

const malformed: Case[] = [
  [
    'has an empty Authorization header',
    change((request) =>
      withHeader(withHeader(request, 'x-amz-date', undefined), 'authorization', ''),
    ),
    INCOMPLETE,
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=",
  ],
  [
    'has another kind of authorization',
    authorization('Basic YTpi'),
    INCOMPLETE,
    "'YTpi' not a valid key=value pair (missing equal-sign) in Authorization header: 'Basic YTpi'.",
  ],
  [
    'has no credential',
    change((request) => edited(request, /Credential=[^,]+, /, '')),
    INCOMPLETE,
    /^Authorization header requires 'Credential' parameter. Authorization=AWS4-/,
  ],
  [
    'has an empty credential',
    change((request) => edited(request, /Credential=[^,]+/, 'Credential=')),
    INCOMPLETE,
    /^Authorization header requires 'Credential' parameter/,
  ],
  [
    'has no list of signed headers',
    change((request) => edited(request, /SignedHeaders=[^,]+, /, '')),
    INCOMPLETE,
    /^Authorization header requires 'SignedHeaders' parameter. Auth/,
  ],
  [
    'has no signature in its header',
    change((request) => edited(request, /, Signature=.*/, '')),
    INCOMPLETE,
    /^Authorization header requires 'Signature' parameter. Auth/,
  ],
  [
    'has two credentials',
    change((request) => edited(request, 'Credential=', 'Credential=a/b/c/d/e, Credential=')),
    INCOMPLETE,
    /more than one 'Credential'/,
  ],
  [
    'has no date',
    change((request) => withHeader(request, 'x-amz-date', undefined)),
    INCOMPLETE,
    /^Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Auth/,
  ],
  [
    'has a date in another form',
    change((request) => withHeader(request, 'x-amz-date', '2026-01-31T12:00:00Z')),
    INCOMPLETE,
    "Date must be in ISO-8601 'basic format'. Got '2026-01-31T12:00:00Z'. See http://en.wikipedia.org/wiki/ISO_8601",
  ],
  [
    'has a date that is no day',
    change((request) => withHeader(request, 'x-amz-date', '20261331T120000Z')),
    INCOMPLETE,
    /^Date must be in ISO-8601/,
  ],
  [
    'is signed with SigV4A',
    change((request) => edited(request, 'AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256')),
    INCOMPLETE,
    "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
  ],
  [
    'is signed with SHA-1',
    change((request) => edited(request, 'AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1')),
    INCOMPLETE,
    "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.",
  ],
  [
    'has a credential of four parts',
    change((request) => edited(request, '/aws4_request', '')),
    INCOMPLETE,
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${KEY.accessKeyId}/20260131/eu-central-1/events'`,
  ],
  [
    'has a credential of six parts',
    change((request) => edited(request, '/aws4_request', '/aws4_request/x')),
    INCOMPLETE,
    /^Credential must have exactly 5/,
  ],
  [
    'has a huge credential',
    change((request) => edited(request, KEY.accessKeyId, 'A'.repeat(10_000))),
    UNKNOWN,
    /security token/,
  ],
  [
    'has a huge credential without parts',
    change((request) => edited(request, /Credential=[^,]+/, `Credential=${'A'.repeat(10_000)}`)),
    INCOMPLETE,
    /got 'A{200}'$/,
  ],
  [
    'has two Authorization headers',
    change((request) => andHeader(request, 'Authorization', headerOf(request, 'authorization'))),
    INVALID,
    'Found more than one Authorization header.',
  ],
  [
    'is signed in both ways',
    change((request) => ({ ...request, url: '/?X-Amz-Algorithm=AWS4-HMAC-SHA256' })),
    INVALID,
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  ],
]

const scoped: Case[] = [
  [
    'is signed for another service',
    () => signed({ service: 'lambda' }),
    INVALID,
    "Credential should be scoped to correct service: 'events'. ",
  ],
  [
    'is signed for no region',
    change((request) => edited(request, '/eu-central-1/', '//')),
    INVALID,
    "Credential should be scoped to a valid region, not ''. ",
  ],
  [
    'is signed for what is no region',
    change((request) => edited(request, '/eu-central-1/', '/EU_1/')),
    INVALID,
    "Credential should be scoped to a valid region, not 'EU_1'. ",
  ],
  [
    'has another end of its credential',
    change((request) => edited(request, 'aws4_request', 'aws5_request')),
    INVALID,
    "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ",
  ],
  [
    'has another day in its credential',
    change((request) => edited(request, '/20260131/', '/20260130/')),
    INVALID,
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260130' != '20260131', from '20260131T120000Z'.",
  ],
  [
    'has nothing right in its credential',
    change((request) => edited(request, /Credential=[^,]+/, 'Credential=a/b/_/d/e')),
    INVALID,
    "Credential should be scoped to a valid region, not '_'. Credential should be scoped to correct service: 'events'. Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20260131', from '20260131T120000Z'.",
  ],
]

const late: Case[] = [
  [
    'was made more than five minutes ago',
    () => signed({ at: NOW - 301_000 }),
    INVALID,
    'Signature expired: 20260131T115459Z is now earlier than 20260131T115500Z (20260131T120000Z - 5 min.)',
  ],
  [
    'was made in more than five minutes',
    () => signed({ at: NOW + 301_000 }),
    INVALID,
    'Signature not yet current: 20260131T120501Z is still later than 20260131T120500Z (20260131T120000Z + 5 min.)',
  ],
  [
    'is one of yesterday, played again',
    () => signed({ at: NOW - 86_400_000 }),
    INVALID,
    /^Signature expired/,
  ],
  [
    'has had its date moved',
    change((request) => withHeader(request, 'x-amz-date', '20260131T120100Z')),
    INVALID,
    MISMATCH,
  ],
]

const unknown: Case[] = [
  [
    'has a key that nobody has',
    () => signed({ accessKeyId: 'AKIANOBODY' }),
    UNKNOWN,
    'The security token included in the request is invalid.',
  ],
  [
    'has a key in another case',
    () => signed({ accessKeyId: KEY.accessKeyId.toLowerCase() }),
    UNKNOWN,
    'The security token included in the request is invalid.',
  ],
  [
    'has a session token that its key does not',
    () => signed({ sessionToken: 'made-up' }),
    UNKNOWN,
    'The security token included in the request is invalid.',
  ],
  [
    'has the name of a part of every object for a key',
    () => signed({ accessKeyId: '__proto__' }),
    UNKNOWN,
    'The security token included in the request is invalid.',
  ],
  [
    'has no name in its credential',
    change((request) => edited(request, KEY.accessKeyId, '')),
    UNKNOWN,
    'The security token included in the request is invalid.',
  ],
]

const forged: Case[] = [
  ['is signed with another secret', () => signed({ secret: 'another' }), INVALID, MISMATCH],
  ['is signed with no secret', () => signed({ secret: ' ' }), INVALID, MISMATCH],
  [
    'has a signature that differs in its last digit',
    change((request) =>
      withHeader(request, 'authorization', flipped(headerOf(request, 'authorization'))),
    ),
    INVALID,
    MISMATCH,
  ],
  ['has half a signature', change((request) => edited(request, /.{32}$/, '')), INVALID, MISMATCH],
  [
    'has a signature that is too long',
    change((request) => edited(request, /$/, '00')),
    INVALID,
    MISMATCH,
  ],
  [
    'has a signature in capitals',
    change((request) => edited(request, /[0-9a-f]{64}$/, 'A'.repeat(64))),
    INVALID,
    MISMATCH,
  ],
  [
    'has a signature that is no number',
    change((request) => edited(request, /[0-9a-f]{64}$/, 'z'.repeat(64))),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its body changed',
    change((request) => ({ ...request, body: Buffer.from('{"Entries":[1]}') })),
    INVALID,
    MISMATCH,
  ],
  [
    'has lost its body',
    change((request) => ({ ...request, body: Buffer.alloc(0) })),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its method changed',
    change((request) => ({ ...request, method: 'PUT' })),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its path changed',
    change((request) => ({ ...request, url: '/other' })),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its path encoded once more',
    change((request) => ({ ...request, url: '/a%2520b' }), { path: '/a%20b' }),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its path decoded',
    change((request) => ({ ...request, url: '/a:b' }), { path: '/a%3Ab' }),
    INVALID,
    MISMATCH,
  ],
  [
    'has had a parameter added',
    change((request) => ({ ...request, url: '/?Action=X' })),
    INVALID,
    MISMATCH,
  ],
  [
    'has had a parameter changed',
    change((request) => ({ ...request, url: '/?a=2' }), { query: { a: '1' } }),
    INVALID,
    MISMATCH,
  ],
  [
    'has had a parameter taken away',
    change((request) => ({ ...request, url: '/' }), { query: { a: '1' } }),
    INVALID,
    MISMATCH,
  ],
  [
    'has had a parameter cut in two',
    change((request) => ({ ...request, url: '/?a=1&b=2' }), { query: { a: '1&b=2' } }),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its host changed',
    change((request) => withHeader(request, 'host', 'localhost:4566')),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its target changed',
    change((request) => withHeader(request, 'x-amz-target', 'AWSEvents.DeleteRule')),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its signed content type changed',
    change((request) => withHeader(request, 'content-type', 'text/plain')),
    INVALID,
    MISMATCH,
  ],
  [
    'has had a signed header taken away',
    change((request) => withHeader(request, 'content-type', undefined)),
    INVALID,
    MISMATCH,
  ],
  [
    'has had a signed header that was empty taken away',
    change((request) => withHeader(request, 'x-custom', undefined), {
      headers: { host: 'h', 'x-custom': '' },
    }),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its list of signed headers cut',
    change((request) => edited(request, 'content-type;', '')),
    INVALID,
    MISMATCH,
  ],
  [
    'has had its region changed',
    change((request) => edited(request, 'eu-central-1', 'us-east-1')),
    INVALID,
    MISMATCH,
  ],
  [
    'says another hash than its body has',
    () => signed({ body: BODY, headers: { host: 'h', 'x-amz-content-sha256': sha256('another') } }),
    INVALID,
    MISMATCH,
  ],
  [
    'leaves its body unsigned',
    () =>
      signed({ body: BODY, headers: { host: 'h', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    INVALID,
    MISMATCH,
  ],
  [
    'signs its body in chunks',
    () =>
      signed({
        body: BODY,
        headers: { host: 'h', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      }),
    INVALID,
    MISMATCH,
  ],
]

const partly: Case[] = [
  [
    'does not sign its host',
    change((request) => edited(request, 'host;', '')),
    INVALID,
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'does not sign its date',
    change((request) => edited(request, 'x-amz-date;', '')),
    INVALID,
    /'X-Amz-Date' or 'Date' must be/,
  ],
  [
    'does not sign its target',
    () => signed({ unsigned: ['x-amz-target'] }),
    INVALID,
    'There were headers present in the request which were not signed: x-amz-target',
  ],
  [
    'has had a header of AWS added',
    change((request) => andHeader(request, 'X-Amz-Invocation-Type', 'Event')),
    INVALID,
    'There were headers present in the request which were not signed: x-amz-invocation-type',
  ],
  [
    'has a second host',
    change((request) => andHeader(request, 'Host', 'evil')),
    INVALID,
    "Found more than one header 'host'.",
  ],
  [
    'has a second target',
    change((request) => andHeader(request, 'X-Amz-Target', 'AWSEvents.DeleteRule')),
    INVALID,
    "Found more than one header 'x-amz-target'.",
  ],
  [
    'has a second date',
    change((request) => andHeader(request, 'X-Amz-Date', '20260131T120000Z')),
    INVALID,
    "Found more than one header 'x-amz-date'.",
  ],
  [
    'has a signed header twice',
    change((request) => andHeader(request, 'Content-Type', 'text/plain')),
    INVALID,
    MISMATCH,
  ],
]

const presignedOnes: Case[] = [
  ...['Algorithm', 'Credential', 'Signature', 'SignedHeaders', 'Date'].map(
    (name): Case => [
      `is presigned without X-Amz-${name}`,
      inQuery((url) => url.replace(new RegExp(`X-Amz-${name}=[^&]*`), 'x=y')),
      INCOMPLETE,
      `AWS query-string parameters must include 'X-Amz-${name}'. Re-examine the query-string parameters.`,
    ],
  ),
  [
    'is presigned with a parameter twice',
    inQuery((url) => `${url}&X-Amz-Date=20260131T120000Z`),
    INCOMPLETE,
    /must not come twice/,
  ],
  [
    'is presigned and has expired',
    () => presigned({ at: NOW - 61_000, expiresIn: 60 }),
    INVALID,
    'Signature expired: 20260131T115859Z is now earlier than 20260131T115900Z (20260131T120000Z - 1 min.)',
  ],
  [
    'is presigned for good',
    inQuery((url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801')),
    INCOMPLETE,
    /^X-Amz-Expires must be/,
  ],
  [
    'is presigned for less than no time',
    inQuery((url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=-1')),
    INCOMPLETE,
    /^X-Amz-Expires must be/,
  ],
  [
    'is presigned for longer than was signed',
    inQuery((url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')),
    INVALID,
    MISMATCH,
  ],
  [
    'is presigned sixteen minutes from now',
    () => presigned({ at: NOW + 960_000 }),
    INVALID,
    /^Signature not yet current: .* \+ 15 min\.\)$/,
  ],
  [
    'says nothing of its end and is older than fifteen minutes',
    async () => {
      const request = await presigned({ at: NOW - 901_000 })
      return { ...request, url: request.url.replace(/&X-Amz-Expires=60/, '') }
    },
    INVALID,
    /^Signature expired: .* - 15 min\.\)$/,
  ],
  [
    'is presigned with another action',
    inQuery((url) => url.replace('Action=A', 'Action=B'), { query: { Action: 'A' } }),
    INVALID,
    MISMATCH,
  ],
  [
    'is presigned and has a body now',
    async () => ({ ...(await presigned()), body: Buffer.from('x') }),
    INVALID,
    MISMATCH,
  ],
  [
    'is presigned and has a header of AWS now',
    async () => andHeader(await presigned(), 'X-Amz-Target', 'AWSEvents.PutEvents'),
    INVALID,
    /not signed: x-amz-target$/,
  ],
  [
    'is presigned for another service',
    () => presigned({ service: 'sts' }),
    INVALID,
    /correct service: 'events'/,
  ],
]

describe('a request is refused when it', () => {
  it.each([
    ...absent,
    ...malformed,
    ...scoped,
    ...late,
    ...unknown,
    ...forged,
    ...partly,
    ...presignedOnes,
  ])('%s', async (_what, make, refused, message) => {
    const request = await make()
    const verdict = verifier.verify(request, request.body, 'events', NOW)
    expect(verdict).toEqual({
      refused,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })
})

it('is refused with another hash than its body has, however well it is signed', async () => {
  const headers = { host: 'h', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const request = await signed({ body: BODY, headers })
  const verify = (changed: Request) => verifier.verify(changed, changed.body, 'events', NOW)
  const { message = '' } = verify(request) as { message?: string }
  const toSign = /The String-to-Sign should have been\n'([^']*)'/.exec(message)?.[1] ?? ''
  const signature = ['20260131', 'eu-central-1', 'events', 'aws4_request', toSign]
    .reduce<string | Buffer>(
      (key, text) => createHmac('sha256', key).update(text).digest(),
      `AWS4${KEY.secretAccessKey}`,
    )
    .toString('hex')
  const resigned = edited(request, /[0-9a-f]{64}$/, signature)
  expect(verify(resigned)).toMatchObject({ refused: INVALID, message })
})

it('is told what should have been signed', async () => {
  const request = await signed({ headers: { host: 'h' }, secret: 'another' })
  const canonical = `POST\n/\n\nhost:h\nx-amz-content-sha256:${sha256('')}\nx-amz-date:20260131T120000Z\n\nhost;x-amz-content-sha256;x-amz-date\n${sha256('')}`
  const toSign = `AWS4-HMAC-SHA256\n20260131T120000Z\n20260131/eu-central-1/events/aws4_request\n${sha256(canonical)}`
  expect(verifier.verify(request, request.body, 'events', NOW)).toEqual({
    refused: INVALID,
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`,
  })
})

it.each([
  ['no key', () => signed({ accessKeyId: 'AKIANOBODY' }), UNKNOWN],
  ['no signature', () => withHeaders(['host', 'h']), MISSING],
  ['an old signature', () => signed({ at: 0 }), INVALID],
])('tells %s before the body is here', async (_what, make, refused) => {
  expect(verifier.identify(await make(), 'events', NOW)).toMatchObject({ refused })
})

it('looks at a header of many names for a moment only', async () => {
  const names = Array.from({ length: 4_000 }, (_none, at) => at.toString(36)).join(';')
  const request = edited(await signed(), 'content-type;', `content-type;${names};`)
  expect(verifier.verify(request, request.body, 'events', NOW)).toMatchObject({ refused: INVALID })
})

function withHeaders(rawHeaders: readonly string[]): Request {
  return { method: 'POST', url: '/', rawHeaders, body: Buffer.alloc(0) }
}

function withUrl(url: string): Request {
  return { ...withHeaders(['host', 'h']), url }
}
