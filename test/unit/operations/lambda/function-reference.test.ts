import { describe, expect, it } from 'vitest'
import {
  AccessDenied,
  ConstraintViolation,
  InvalidInput,
  NotFound,
} from '../../../../src/domain/faults.ts'
import { parseFunctionReference } from '../../../../src/operations/lambda/function-reference.ts'
import { createRoom, functionArn, SCOPE } from './room.ts'

const parse = (name: string, qualifier?: string) =>
  parseFunctionReference(SCOPE, name, qualifier, 'GetFunction')

describe('the forms of a function name', () => {
  it.each([
    ['billing', { name: 'billing' }],
    ['billing:live', { name: 'billing', qualifier: 'live' }],
    ['billing:$LATEST', { name: 'billing', qualifier: '$LATEST' }],
    ['function:billing', { name: 'billing' }],
    ['function:billing:7', { name: 'billing', qualifier: '7' }],
    ['111122223333:function:billing', { name: 'billing' }],
    ['111122223333:function:billing:live', { name: 'billing', qualifier: 'live' }],
    [functionArn('billing'), { name: 'billing' }],
    [functionArn('billing:$LATEST'), { name: 'billing', qualifier: '$LATEST' }],
    ['arn:aws:lambda:eu-west-1:111122223333:function', { name: 'function' }],
  ])('%s', (given, expected) => {
    expect(parse(given)).toEqual(expected)
  })

  it('takes the qualifier from either place, also when both say the same', () => {
    expect(parse('billing', '7')).toEqual({ name: 'billing', qualifier: '7' })
    expect(parse('billing:7', '7')).toEqual({ name: 'billing', qualifier: '7' })
  })

  it('refuses a qualifier that contradicts the name', () => {
    expect(() => parse('billing:1', '$LATEST')).toThrow(
      new InvalidInput(
        'The derived qualifier from the function name does not match the specified qualifier.',
      ),
    )
  })

  it("does not reach into another region, in AWS's words", () => {
    expect(() => parse('arn:aws:lambda:us-east-1:111122223333:function:billing')).toThrow(
      new NotFound("Functions from 'us-east-1' are not reachable in this region ('eu-west-1')"),
    )
  })

  it('does not reach into another account', () => {
    expect(() => parse('999988887777:function:billing')).toThrow(AccessDenied)
  })
})

const PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?'
const NAMESPACED = `${PATTERN}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`
const BARE = `${PATTERN}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`

describe('names that are none', () => {
  it.each([
    'my-function!',
    '*',
    'invalid-account:function:my-function',
    'arn:aws:lambda:invalid-region:111122223333:function:my-function',
    'arn:aws:ec2:eu-west-1:111122223333:instance:i-1234567890abcdef0',
    functionArn('my-function:1:2'),
    'function:my-function:$LATEST:extra',
    'arn:aws:lambda::111122223333:function:my-function',
    'arn:aws:lambda:eu-west-1::function:my-function',
    functionArn('my-function:$LATES'),
  ])('%s is refused by operations that read, with the pattern of those', async (FunctionName) => {
    const { call } = createRoom()
    for (const operation of ['GetFunction', 'Invoke', 'DeleteFunction']) {
      await expect(call(operation, { FunctionName })).rejects.toThrow(
        new ConstraintViolation(
          `1 validation error detected: Value '${FunctionName}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAMESPACED}`,
        ),
      )
    }
  })

  it('is refused by CreateFunction with its own pattern', async () => {
    await expect(createRoom().aFunction('invalid:function:name')).rejects.toThrow(
      new ConstraintViolation(
        `1 validation error detected: Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${BARE}`,
      ),
    )
  })

  it.each([
    [
      'invalid!',
      'Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+',
    ],
    ['a'.repeat(129), 'Member must have length less than or equal to 128'],
  ])('refuses the qualifier %s', async (Qualifier, constraint) => {
    await expect(
      createRoom().call('GetFunction', { FunctionName: 'my-function', Qualifier }),
    ).rejects.toThrow(
      new ConstraintViolation(
        `1 validation error detected: Value '${Qualifier}' at 'qualifier' failed to satisfy constraint: ${constraint}`,
      ),
    )
  })
})
