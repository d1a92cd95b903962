import { describe, expect, it } from 'vitest'
import {
  checkConcurrencyLeft,
  checkProvisionable,
} from '../../../../src/domain/concurrency/check-provisioned.ts'
import {
  provisionedSum,
  wantedConcurrency,
  withoutProvisioned,
  withProvisioned,
} from '../../../../src/domain/concurrency/provisioned-concurrency.ts'
import { Conflict, InvalidInput } from '../../../../src/domain/faults.ts'
import type { LambdaFunction } from '../../../../src/domain/function.ts'
import { aFunction } from '../../../contract/builders.ts'

const anAlias = (name: string, version: string, weighted = false) => ({
  name,
  version,
  description: '',
  revisionId: name,
  ...(weighted && { routing: { version: '2', weight: 0.5 } }),
})
const FN: LambdaFunction = {
  ...aFunction(),
  versions: { '1': { revisionId: '1' }, '2': { revisionId: '2' } },
  aliases: [
    anAlias('latest', '$LATEST'),
    anAlias('live', '1'),
    anAlias('old', '1'),
    anAlias('split', '1', true),
  ],
}
const config = (requested: number) => ({ requested, lastModifiedAt: 0, revisionId: 'r' })

describe('a config of provisioned concurrency', () => {
  it.each(['$LATEST', 'latest'])('is not for %s', (qualifier) => {
    expect(() => checkProvisionable(FN, qualifier)).toThrow(
      new InvalidInput(
        'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
      ),
    )
  })

  it('is not for an alias that leads to more than one version', () => {
    expect(() => checkProvisionable(FN, 'split')).toThrow(
      new InvalidInput('Alias with weights can not be used with Provisioned Concurrency'),
    )
  })

  it.each([
    [
      '1',
      'live',
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    ],
    [
      'old',
      'live',
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    ],
    ['live', '1', 'Version is pointed by a Provisioned Concurrency alias'],
  ])('of %s leaves none for %s', (present, wanted, message) => {
    const fn = withProvisioned(FN, present, config(1))
    expect(() => checkProvisionable(fn, wanted)).toThrow(new Conflict(message))
    checkProvisionable(fn, present)
    checkProvisionable(fn, '2')
  })

  it('is for the version that its alias names, and goes with neither other', () => {
    const fn = withProvisioned(withProvisioned(FN, 'live', config(2)), '2', config(3))
    expect(wantedConcurrency(fn)).toEqual([
      { qualifier: '2', version: '2', config: config(3) },
      { qualifier: 'live', version: '1', config: config(2) },
    ])
    expect(provisionedSum(fn)).toBe(5)
    expect(provisionedSum(withoutProvisioned(fn, 'live'))).toBe(3)
    expect(withoutProvisioned(withoutProvisioned(fn, 'live'), '2')).toEqual(FN)
  })

  it('can have a name that objects have as well', () => {
    const fn = { ...FN, aliases: [anAlias('__proto__', '1')] }
    const [wanted] = wantedConcurrency(withProvisioned(fn, '__proto__', config(1)))
    expect(wanted?.version).toBe('1')
  })
})

describe('what can be set aside', () => {
  const present = withProvisioned(withProvisioned(FN, '1', config(2)), '2', config(3))

  it('is within the reservation, all configs together, its own old one left out', () => {
    const fn = { ...present, reservedConcurrency: 10 }
    checkConcurrencyLeft(fn, '1', 7, 0)
    expect(() => checkConcurrencyLeft(fn, '1', 8, 1_000)).toThrow(
      new InvalidInput(
        'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
      ),
    )
  })

  it('leaves a hundred to others without one', () => {
    checkConcurrencyLeft(present, '1', 897, 1_000)
    expect(() => checkConcurrencyLeft(present, '1', 898, 1_000)).toThrow(
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    )
    expect(() => checkConcurrencyLeft(present, '1', 998, 1_000)).toThrow(
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [997].",
    )
  })
})
