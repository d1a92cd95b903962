import { describe, expect, it } from 'vitest'
import { readCredential, scopeOf } from '../../../src/protocol/credential-scope.ts'

const hmac = (credential: string) =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=abc`

describe('the credential of a request', () => {
  it('comes from the Authorization header', () => {
    const authorization = hmac('111122223333/20261123/eu-west-1/events/aws4_request')
    expect(readCredential({ authorization }, '/')).toEqual({
      accessKey: '111122223333',
      region: 'eu-west-1',
      service: 'events',
    })
  })

  it('comes from a presigned query', () => {
    const url = '/?Action=X&X-Amz-Credential=AKID%2F20261123%2Feu-north-1%2Fsts%2Faws4_request'
    expect(readCredential({}, url)).toEqual({
      accessKey: 'AKID',
      region: 'eu-north-1',
      service: 'sts',
    })
  })

  it.each([
    ['*', 'us-east-1'],
    ['us-west-2', 'us-west-2'],
    ['eu-*,eu-west-3', 'eu-west-3'],
  ])('of SigV4A takes its region from the region set %s', (regionSet, region) => {
    const authorization =
      'AWS4-ECDSA-P256-SHA256 Credential=AKID/20261123/events/aws4_request, SignedHeaders=host, Signature=1'
    expect(readCredential({ authorization, 'x-amz-region-set': regionSet }, '/')).toEqual({
      accessKey: 'AKID',
      region,
      service: 'events',
    })
  })

  it('is absent where nothing is signed', () => {
    expect(readCredential({}, '/?X-Amz-Date=1')).toBeUndefined()
  })

  it.each([
    ['Bearer token', "requires 'Credential' parameter"],
    ['', "requires 'Credential' parameter"],
    ['AWS4-HMAC-SHA256', "requires 'Credential' parameter"],
    ['AWS4-HMAC-SHA256 SignedHeaders=host', "requires 'Credential' parameter"],
    [
      hmac('AKID'),
      "exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'A",
    ],
    [hmac('AKID/20261123/events/aws4_request'), 'exactly 5 slash-delimited elements'],
    [hmac('AKID/20261123/../x/events/aws4_request'), 'exactly 5 slash-delimited elements'],
    [hmac('AKID/20261123/US EAST/events/aws4_request'), 'scoped to a valid region'],
    [hmac(`AKID/20261123/${'a'.repeat(33)}/events/aws4_request`), 'scoped to a valid region'],
  ])('is a problem when it cannot be read: %s', (authorization, problem) => {
    expect(readCredential({ authorization }, '/')).toEqual({
      problem: expect.stringContaining(problem),
    })
  })
})

describe('the scope of a request', () => {
  it.each([
    ['111122223333', '111122223333'],
    ['AKIAIOSFODNN7EXAMPLE', '000000000000'],
    ['1111222233334', '000000000000'],
  ])('of the access key %s is the account %s', (accessKey, account) => {
    const credential = { accessKey, region: 'eu-west-1', service: 'events' }
    expect(scopeOf(credential, '000000000000')).toEqual({ account, region: 'eu-west-1' })
  })

  it('without a credential is the default account in us-east-1', () => {
    expect(scopeOf(undefined, '123456789012')).toEqual({
      account: '123456789012',
      region: 'us-east-1',
    })
  })

  it('of the global endpoint is us-east-1', () => {
    const authorization = hmac('AKID/20261123/aws-global/sts/aws4_request')
    expect(readCredential({ authorization }, '/')).toMatchObject({ region: 'us-east-1' })
  })
})
