import { describe, expect, it } from 'vitest'
import {
  AccessDenied,
  ConstraintViolation,
  InvalidInput,
  NotFound,
} from '../../../../src/domain/faults.ts'
import { referTo } from '../../../../src/operations/lambda/function-reference.ts'
import { createRoom, functionArn, SCOPE } from './room.ts'

const refer = (FunctionName: string, Qualifier?: string) =>
  referTo(createRoom().functions, SCOPE, { FunctionName, Qualifier }, 'GetFunction')

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
  ])('%s', async (given, expected) => {
    expect(await refer(given)).toEqual({ scope: SCOPE, ...expected })
  })

  it('takes the qualifier from either place, also when both say the same', async () => {
    const expected = { scope: SCOPE, name: 'billing', qualifier: '7' }
    expect(await refer('billing', '7')).toEqual(expected)
    expect(await refer('billing:7', '7')).toEqual(expected)
  })

  it('refuses a qualifier that contradicts the name', async () => {
    await expect(refer('billing:1', '$LATEST')).rejects.toThrow(
      new InvalidInput(
        'The derived qualifier from the function name does not match the specified qualifier.',
      ),
    )
  })

  it("does not reach into another region, in AWS's words", async () => {
    await expect(refer('arn:aws:lambda:us-east-1:111122223333:function:billing')).rejects.toThrow(
      new NotFound("Functions from 'us-east-1' are not reachable in this region ('eu-west-1')"),
    )
  })
})

describe('a function of another account', () => {
  const OTHER = { account: '999988887777', region: 'eu-west-1' }
  const theirs = 'arn:aws:lambda:eu-west-1:111122223333:function:billing'
  const allow = { StatementId: 'a', Action: 'lambda:GetFunction', Principal: OTHER.account }
  const refusal = (arn: string, action = 'GetFunction') =>
    new AccessDenied(
      `User: arn:aws:iam::999988887777:root is not authorized to perform: lambda:${action} on resource: ${arn} because no resource-based policy allows the lambda:${action} action`,
    )

  it('is out of reach, whether or not there is one', async () => {
    const { aFunction, call } = createRoom()
    const get = (FunctionName: string) => call('GetFunction', { FunctionName }, OTHER)
    await expect(get(theirs)).rejects.toThrow(refusal(theirs))
    await aFunction('billing')
    await expect(get(theirs)).rejects.toThrow(refusal(theirs))
    await expect(get('111122223333:function:billing:1')).rejects.toThrow(refusal(`${theirs}:1`))
  })

  it('can be used as its policy allows, and no further', async () => {
    const { aFunction, call } = createRoom()
    await aFunction('billing')
    await call('AddPermission', { FunctionName: 'billing', ...allow })
    expect(await call('GetFunction', { FunctionName: theirs }, OTHER)).toMatchObject({
      Configuration: { FunctionArn: theirs },
    })
    await expect(call('DeleteFunction', { FunctionName: theirs }, OTHER)).rejects.toThrow(
      refusal(theirs, 'DeleteFunction'),
    )
    const third = { ...OTHER, account: '222233334444' }
    await expect(call('GetFunction', { FunctionName: theirs }, third)).rejects.toThrow(AccessDenied)
    await expect(
      call('GetFunction', { FunctionName: theirs, Qualifier: '$LATEST' }, OTHER),
    ).rejects.toThrow(refusal(`${theirs}:$LATEST`))
  })

  it('can be used through the alias alone that has the permission', async () => {
    const { aFunction, call, invoked } = createRoom()
    await aFunction('billing', { Publish: true })
    await call('CreateAlias', { FunctionName: 'billing', Name: 'live', FunctionVersion: '1' })
    const permission = { ...allow, FunctionName: 'billing', Action: 'lambda:InvokeFunction' }
    await call('AddPermission', { ...permission, Qualifier: 'live' })
    await call('Invoke', { FunctionName: `${theirs}:live` }, OTHER)
    expect(invoked).toMatchObject([
      [{ scope: SCOPE, configuration: { version: '1' } }, 'synchronous'],
    ])
    await expect(call('Invoke', { FunctionName: `${theirs}:1` }, OTHER)).rejects.toThrow(
      refusal(`${theirs}:1`, 'InvokeFunction'),
    )
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
