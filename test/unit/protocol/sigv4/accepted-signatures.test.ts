import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createVerifier } from '../../../../src/protocol/sigv4/verifier.ts'
import {
  andHeader,
  edited,
  KEY,
  NOW,
  presigned,
  type Request,
  sha256,
  signed,
  TIMESTAMP,
  withHeader,
} from './signing.ts'

const verifier = createVerifier((id, token) =>
  id === KEY.accessKeyId && token === undefined ? KEY : undefined,
)

function verify(request: Request, service = 'events', now = NOW) {
  return verifier.verify(request, request.body, service, now)
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

const IDENTITY = { key: KEY, region: 'eu-central-1' }

describe('a request that the signer of the AWS SDK signed', () => {
  it.each<[string, Parameters<typeof signed>[0]]>([
    ['has no body', {}],
    ['has a body', { body: '{"Entries":[]}' }],
    ['has text beyond ASCII in its body', { body: '{"Detail":"größer 🚌"}' }],
    ['has a path with an encoded ARN', { path: '/2015-03-31/functions/arn%3Aaws%3Alambda/code' }],
    ['has a path with what must be encoded twice', { path: '/a%20b/c+d/~x/(y)' }],
    ['has slashes and dots that mean nothing', { path: '//a/./b/../c/' }],
    ['has parameters in no order', { query: { b: '2', a: '1', A: '0', 'a-b': '' } }],
    ['has a parameter more than once', { query: { tagKeys: ['z', 'a b', 'a+b', 'ä&='] } }],
    ['has headers with spaces', { headers: { host: 'h', 'x-amz-meta': '  a   b  ' } }],
    ['was made four minutes ago', { at: NOW - 240_000 }],
    ['was made in four minutes', { at: NOW + 240_000 }],
    ['is of another method', { method: 'DELETE' }],
    ['leaves its content type unsigned', { unsigned: ['content-type'] }],
  ])('is accepted when it %s', async (_when, draft) => {
    expect(verify(await signed(draft))).toEqual(IDENTITY)
  })

  it('is accepted whatever its path, query and body are', async () => {
    const part = fc.string({ unit: 'binary', maxLength: 12 }).map(encodeURIComponent)
    const path = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
    const query = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string())
    await fc.assert(
      fc.asyncProperty(path, query, fc.string({ unit: 'binary' }), async (path, query, body) => {
        fc.pre(!Object.keys(query).some((name) => name.toLowerCase().startsWith('x-amz-')))
        expect(verify(await signed({ path, query, body }))).toEqual(IDENTITY)
      }),
      { numRuns: 40 },
    )
  })

  it('is accepted with headers that proxies add, and those that nobody signs', async () => {
    const request = andHeader(await signed(), 'X-Forwarded-For', '10.0.0.1')
    expect(verify(andHeader(request, 'X-Amzn-Trace-Id', 'Root=1'))).toEqual(IDENTITY)
  })

  it('is accepted with only commas, or only spaces, between the parts of its header', async () => {
    const request = await signed()
    expect(verify(edited(request, /, /g, ','))).toEqual(IDENTITY)
    expect(verify(edited(request, /, /g, ' '))).toEqual(IDENTITY)
  })

  it('is accepted with a plus for a space in its query, as operations read it', async () => {
    const request = await signed({ query: { a: 'b c' } })
    expect(verify({ ...request, url: '/?a=b+c' })).toEqual(IDENTITY)
  })

  it('is accepted by the region of its credential', async () => {
    expect(verify(await signed({ region: 'us-west-2' }))).toEqual({ key: KEY, region: 'us-west-2' })
    const global = await signed({ region: 'aws-global', service: 'sts' })
    expect(verify(global, 'sts')).toEqual({ key: KEY, region: 'us-east-1' })
  })

  it('is identified before its body is here', async () => {
    const request = await signed({ body: 'later' })
    expect(verifier.identify(request, 'events', NOW)).toEqual(IDENTITY)
  })

  it('is accepted on the next day, with a key of that day', async () => {
    const later = NOW + 86_400_000
    expect(verify(await signed())).toEqual(IDENTITY)
    expect(verify(await signed({ at: later }), 'events', later)).toEqual(IDENTITY)
  })
})

describe('a request that was signed by hand', () => {
  it.each([
    ['as HTTP spells it', 'Sat, 31 Jan 2026 12:00:00 GMT'],
    ['in basic form', TIMESTAMP],
  ])('is accepted with the date of HTTP, %s', (_how, date) => {
    const text = ['GET', '/', '', `date:${date}`, 'host:h', '', 'date;host', sha256('')].join('\n')
    const scope = '20260131/eu-central-1/events/aws4_request'
    const toSign = ['AWS4-HMAC-SHA256', TIMESTAMP, scope, sha256(text)].join('\n')
    const key = `${KEY.secretAccessKey}`
    const signature = ['20260131', 'eu-central-1', 'events', 'aws4_request', toSign]
      .reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${key}`)
      .toString('hex')
    const authorization = `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/${scope}, SignedHeaders=date;host, Signature=${signature}`
    const rawHeaders = ['Host', 'h', 'Date', date, 'Authorization', authorization]
    const request = { method: 'GET', url: '/', rawHeaders, body: Buffer.alloc(0) }
    expect(verify(request)).toEqual(IDENTITY)
  })
})

describe('a presigned request', () => {
  it.each<[string, Parameters<typeof presigned>[0], number]>([
    ['at once', {}, NOW],
    ['until it expires', { expiresIn: 604_800 }, NOW + 604_800_000],
    ['with parameters of its own', { query: { Action: 'GetCallerIdentity', a: ['2', '1'] } }, NOW],
    ['when its maker is fourteen minutes ahead', {}, NOW - 840_000],
    ['with a header that it signed', { headers: { host: 'h', 'x-k8s-aws-id': 'cluster' } }, NOW],
  ])('is accepted %s', async (_when, draft, now) => {
    expect(verify(await presigned(draft), 'events', now)).toEqual(IDENTITY)
  })
})

describe('a session token', () => {
  const ofFunction = { ...KEY, accessKeyId: '111122223333', isFunction: true }
  const withToken = createVerifier((id, token) =>
    id === ofFunction.accessKeyId && token === 'token' ? ofFunction : undefined,
  )
  const draft = { accessKeyId: '111122223333', sessionToken: 'token' }

  it.each([
    ['header', () => signed(draft)],
    ['query', () => presigned(draft)],
  ])('is taken from the %s', async (_form, make) => {
    const request = await make()
    const identity = withToken.verify(request, request.body, 'events', NOW)
    expect(identity).toEqual({ key: ofFunction, region: 'eu-central-1' })
  })

  it('is missed when it has been taken away', async () => {
    const request = withHeader(await signed(draft), 'x-amz-security-token', undefined)
    expect(withToken.verify(request, request.body, 'events', NOW)).toMatchObject({
      refused: 'unrecognized-client',
    })
  })
})
