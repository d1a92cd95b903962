import { expect, it } from 'vitest'
import { malformedDetail, parseEntry } from '../../../../src/domain/event/parse-entry.ts'

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

it('finds a malformed detail before a forbidden source or time, and leaves others to matching', () => {
  expect(parse({ Detail: '[1]', Source: 'aws.ec2' })).toEqual(malformedDetail)
  expect(parse({ Detail: '{', Time: 1e15 })).toEqual(malformedDetail)
  expect(parse({ Detail: '[1]' })).toMatchObject({ detail: '[1]' })
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
