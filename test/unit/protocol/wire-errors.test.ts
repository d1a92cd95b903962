import { describe, expect, it } from 'vitest'
import {
  AlreadyExists,
  ConstraintViolation,
  InvalidEventPattern,
  InvalidInput,
  NotFound,
  Throttled,
  UntypedInvalidInput,
  UntypedNotFound,
} from '../../../src/domain/faults.ts'
import { encodeQueryError } from '../../../src/protocol/query.ts'
import { encodeRestJsonError } from '../../../src/protocol/rest-json-error.ts'
import { internalError, WIRE_ERRORS, wireErrorOf } from '../../../src/protocol/wire-errors.ts'

describe('a fault on the wire', () => {
  it('reads differently for each service', () => {
    const fault = new NotFound('Gone.')
    expect(wireErrorOf('events', fault)).toMatchObject({
      code: 'ResourceNotFoundException',
      status: 400,
      message: 'Gone.',
    })
    expect(wireErrorOf('lambda', fault)).toMatchObject({ status: 404, messageKey: 'Message' })
    expect(wireErrorOf('lambda', new AlreadyExists('x')).code).toBe('ResourceConflictException')
    expect(wireErrorOf('logs', new ConstraintViolation('x')).code).toBe('InvalidParameterException')
    expect(wireErrorOf('events', new InvalidEventPattern('x')).message).toBe(
      'Event pattern is not valid. Reason: x',
    )
  })

  it.each([
    [new UntypedNotFound('x'), { Message: 'x' }],
    [new NotFound('x'), { Type: 'User', Message: 'x' }],
    [new UntypedInvalidInput('x'), { message: 'x' }],
    [new InvalidInput('x'), { Type: 'User', message: 'x' }],
  ])('has a type, but for those that AWS sends without', (fault, body) => {
    expect(JSON.parse(String(encodeRestJsonError(wireErrorOf('lambda', fault)).body))).toEqual(body)
  })

  it('carries the reason of a throttle', () => {
    const fault = new Throttled('Rate Exceeded.', 'ConcurrentInvocationLimitExceeded')
    const { status, headers, body } = encodeRestJsonError(wireErrorOf('lambda', fault))
    expect({ status, retry: headers['Retry-After'] }).toEqual({ status: 429, retry: '1' })
    expect(JSON.parse(String(body))).toEqual({
      Reason: 'ConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    })
  })

  it('is the callers fault except for what is not theirs', () => {
    for (const [service, errors] of Object.entries(WIRE_ERRORS)) {
      for (const [kind, { status }] of Object.entries(errors)) {
        const isOurs = kind === 'internal' || kind === 'unavailable'
        expect(status >= 500, `${service} ${kind}`).toBe(isOurs)
      }
    }
  })

  it('says nothing when it is a bug', () => {
    expect(internalError('events')).toEqual({
      code: 'InternalException',
      status: 500,
      message: 'Service encountered unexpected problem. Please try again.',
    })
  })

  it('is escaped in XML, and characters that XML cannot hold are replaced', () => {
    const error = { code: 'X', status: 400, message: `<a b="c">&'\u0000\ud800` }
    expect(encodeQueryError(error, 'id', false).body).toContain(
      '<Message>&lt;a b=&quot;c&quot;&gt;&amp;&apos;\ufffd\ufffd</Message>',
    )
  })
})
