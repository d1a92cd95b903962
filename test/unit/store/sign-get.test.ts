import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encode, signGet } from '../../../src/store/s3/sign-get.ts'

type SourceData = string | ArrayBuffer | ArrayBufferView

/** What the SDK's signer asks of a hash. */
class Sha256 {
  readonly #hash: { update(data: Uint8Array): unknown; digest(): Buffer }

  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret))
  }

  update(data: SourceData): void {
    this.#hash.update(toBytes(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {}
}

function toBytes(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}

it('signs as the signer of the AWS SDK does, whatever the key, the version and the time', async () => {
  const given = fc.record({
    segments: fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), {
      minLength: 1,
      maxLength: 4,
    }),
    version: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    at: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    token: fc.option(fc.stringMatching(/^[A-Za-z0-9+/]{1,40}$/), { nil: undefined }),
    secretAccessKey: fc.string({ minLength: 1 }),
  })
  const property = fc.asyncProperty(
    given,
    async ({ segments, version, at, token, secretAccessKey }) => {
      const path = `/bucket/${segments.map(encode).join('/')}`
      const query = version === undefined ? {} : { versionId: version }
      const credentials = {
        accessKeyId: 'AKID',
        secretAccessKey,
        ...(token !== undefined && { sessionToken: token }),
      }
      const request = { host: 's3.local:9000', path, query }
      const signed = signGet(request, credentials, 'eu-west-1', at.getTime())

      const signer = new SignatureV4({
        credentials,
        region: 'eu-west-1',
        service: 's3',
        sha256: Sha256,
        uriEscapePath: false,
      })
      const expected = await signer.sign(
        {
          method: 'GET',
          protocol: 'http:',
          hostname: 's3.local',
          port: 9000,
          path,
          query,
          headers: { host: 's3.local:9000' },
        },
        { signingDate: at },
      )
      expect(signed['authorization']).toBe(expected.headers['authorization'])
    },
  )
  await fc.assert(property)
})
