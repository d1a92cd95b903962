import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admit, unreservedOf } from '../../../../src/domain/concurrency/admit.ts'

const idle = { freeProvisioned: 0, ofFunction: 0, unreserved: 0 }
const limits = { account: 10, reserved: 4, provisioned: 1, function: { provisioned: 0 } }

describe('one more execution', () => {
  it.each([
    ['is unreserved while the account has some left', {}, { unreserved: 4 }, 'unreserved'],
    ['is reserved while the reservation lasts', { reserved: 4 }, { ofFunction: 3 }, 'reserved'],
    [
      'is provisioned when an environment is free, whatever else runs',
      { reserved: 4, provisioned: 4 },
      { freeProvisioned: 1, ofFunction: 9, unreserved: 9 },
      'provisioned',
    ],
  ])('%s', (_what, ofFunction, load, from) => {
    const of = { ...limits, function: { ...limits.function, ...ofFunction } }
    expect(admit(of, { ...idle, ...load })).toEqual({ from })
  })

  it.each([
    ['the account has none left', {}, { unreserved: 5 }, 'ConcurrentInvocationLimitExceeded'],
    [
      'the reservation is used up',
      { reserved: 4 },
      { ofFunction: 4 },
      'ReservedFunctionConcurrentInvocationLimitExceeded',
    ],
    [
      'the reservation is nothing',
      { reserved: 0 },
      {},
      'ReservedFunctionConcurrentInvocationLimitExceeded',
    ],
    [
      'all of the reservation is provisioned for other versions (recorded on AWS)',
      { reserved: 1, provisioned: 1 },
      {},
      'ReservedFunctionConcurrentInvocationLimitExceeded',
    ],
  ])('is throttled when %s', (_when, ofFunction, load, throttled) => {
    const of = { ...limits, function: { ...limits.function, ...ofFunction } }
    expect(admit(of, { ...idle, ...load })).toEqual({ throttled })
  })

  it('never takes what another function has reserved', () => {
    const size = fc.nat({ max: 20 })
    const property = fc.property(
      size,
      size,
      size,
      size,
      (account, reserved, provisioned, running) => {
        const of = { account, reserved, provisioned, function: { provisioned: 0 } }
        const admitted = admit(of, { ...idle, unreserved: running })
        if ('from' in admitted)
          expect(running + 1 + reserved + provisioned).toBeLessThanOrEqual(account)
        else expect(running).toBeGreaterThanOrEqual(unreservedOf(of))
      },
    )
    fc.assert(property)
  })
})
