import { describe, expect, it } from 'vitest'
import { parseEntry } from '../../../../src/domain/event/parse-entry.ts'

const entry = { Source: 'shop', DetailType: 'OrderPlaced', Detail: '{"total":1}' }
const parse = (change: object, awsSources = false) =>
  parseEntry({ ...entry, ...change }, 1_000, { awsSources })

it('takes what is missing from the call', () => {
  expect(parse({})).toEqual({
    source: 'shop',
    detailType: 'OrderPlaced',
    detail: '{"total":1}',
    resources: [],
    time: 1_000,
  })
})

it.each(['Source', 'DetailType', 'Detail'])('refuses an entry without %s', (member) => {
  const expected = {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
  }
  expect(parse({ [member]: undefined })).toEqual(expected)
  expect(parse({ [member]: '' })).toEqual(expected)
})

describe('a detail that is not one JSON object', () => {
  it.each([
    ['a string', '"text"'],
    ['an array', '[1]'],
    ['a number', '12'],
    ['null', 'null'],
    ['broken JSON', '{"a":}'],
    ['two objects', '{}{}'],
    ['a way out of the envelope', '{},"account":"999999999999","x":{}'],
    ['too deep', `${'{"a":'.repeat(1_100)}1${'}'.repeat(1_100)}`],
  ])('is malformed: %s', (_what, Detail) => {
    expect(parse({ Detail })).toEqual({
      ErrorCode: 'MalformedDetail',
      ErrorMessage: 'Detail is malformed.',
    })
  })
})

it('keeps sources that begin with aws. to AWS, unless they are allowed', () => {
  expect(parse({ Source: 'aws.ec2' })).toEqual({
    ErrorCode: 'NotAuthorizedForSourceException',
    ErrorMessage: 'Not authorized for the source.',
  })
  expect(parse({ Source: 'aws.ec2' }, true)).toMatchObject({ source: 'aws.ec2' })
  expect(parse({ Source: 'awsome' })).toMatchObject({ source: 'awsome' })
})

it('refuses a time that no event can carry', () => {
  expect(parse({ Time: 1e15 })).toMatchObject({ ErrorCode: 'InvalidArgument' })
  expect(parse({ Time: 1_700_000_000.25 })).toMatchObject({ time: 1_700_000_000_250 })
})
