import { describe, expect, it } from 'vitest'
import {
  Conflict,
  InvalidInput,
  NotFound,
  PolicyTooLong,
  PreconditionFailed,
} from '../../../../src/domain/faults.ts'
import { createRoom, functionArn } from './room.ts'

const S3 = {
  FunctionName: 'billing',
  StatementId: 's3',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
}
const STALE = new PreconditionFailed(
  'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
)

async function aRoomWithBilling() {
  const room = createRoom()
  await room.aFunction('billing')
  const revision = async () =>
    (await room.call('GetFunctionConfiguration', { FunctionName: 'billing' }))['RevisionId']
  const add = (given: object = {}) => room.call('AddPermission', { ...S3, ...given })
  const remove = (given: object = {}) =>
    room.call('RemovePermission', { FunctionName: 'billing', StatementId: 's3', ...given })
  const policy = () => room.call('GetPolicy', { FunctionName: 'billing' })
  return { ...room, revision, add, remove, policy }
}

describe('a statement', () => {
  it.each([
    ['a service', { Principal: 's3.amazonaws.com' }, { Service: 's3.amazonaws.com' }],
    ['an account', { Principal: '123456789012' }, { AWS: 'arn:aws:iam::123456789012:root' }],
    [
      'a user',
      { Principal: 'arn:aws:iam::123456789012:user/u' },
      { AWS: 'arn:aws:iam::123456789012:user/u' },
    ],
    ['everybody', { Principal: '*' }, '*'],
  ])('allows %s', async (_who, given, principal) => {
    const { add } = await aRoomWithBilling()
    const { Statement } = await add(given)
    expect(JSON.parse(String(Statement))).toEqual({
      Sid: 's3',
      Effect: 'Allow',
      Principal: principal,
      Action: 'lambda:InvokeFunction',
      Resource: functionArn('billing'),
    })
  })

  it('has a condition for each restriction', async () => {
    const { add } = await aRoomWithBilling()
    const { Statement } = await add({
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      SourceArn: 'arn:aws:s3:::bucket',
      SourceAccount: '111122223333',
      PrincipalOrgID: 'o-1234567890',
      FunctionUrlAuthType: 'NONE',
      EventSourceToken: 'amzn1.ask.skill.x',
      InvokedViaFunctionUrl: true,
    })
    expect(JSON.parse(String(Statement))).toMatchObject({
      Condition: {
        StringEquals: {
          'AWS:SourceAccount': '111122223333',
          'lambda:FunctionUrlAuthType': 'NONE',
          'aws:PrincipalOrgID': 'o-1234567890',
          'lambda:EventSourceToken': 'amzn1.ask.skill.x',
        },
        ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' },
        Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
      },
    })
  })
})

describe('a policy', () => {
  it('holds the statements in the order in which they came, under the revision of the function', async () => {
    const { add, policy, revision } = await aRoomWithBilling()
    const before = await revision()
    const one = await add()
    const other = await add({ StatementId: 'sqs', Principal: 'sqs.amazonaws.com' })
    const { Policy, RevisionId } = await policy()
    expect(JSON.parse(String(Policy))).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [one, other].map(({ Statement }) => JSON.parse(String(Statement))),
    })
    expect(RevisionId).toBe(await revision())
    expect(RevisionId).not.toBe(before)
  })

  it('goes with its last statement', async () => {
    const { add, remove, policy, revision } = await aRoomWithBilling()
    await add()
    await add({ StatementId: 'sqs' })
    const before = await revision()
    expect(await remove()).toBeUndefined()
    expect(await revision()).not.toBe(before)
    await remove({ StatementId: 'sqs' })
    await expect(policy()).rejects.toThrow(
      new NotFound('The resource you requested does not exist.'),
    )
  })

  it('is no longer than 20,480 bytes', async () => {
    const { add } = await aRoomWithBilling()
    const fill = async () => {
      for (let n = 0; n < 200; n++) await add({ StatementId: `statement-${n}` })
    }
    await expect(fill()).rejects.toThrow(PolicyTooLong)
    await expect(fill()).rejects.toThrow(Conflict)
    await expect(add({ StatementId: 'one-more' })).rejects.toThrow(
      /^The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/,
    )
  })

  it.each([['a function'], ['a version', '77'], ['an alias', 'live']])(
    'does not exist for %s that is not there',
    async (_what, Qualifier?: string) => {
      const { call } = await aRoomWithBilling()
      const FunctionName = Qualifier ? 'billing' : 'gone'
      await expect(
        call('GetPolicy', { FunctionName, ...(Qualifier && { Qualifier }) }),
      ).rejects.toThrow(new NotFound('The resource you requested does not exist.'))
    },
  )
})

describe('AddPermission', () => {
  it.each([
    [
      'policies of $LATEST',
      { Qualifier: '$LATEST' },
      InvalidInput,
      'We currently do not support adding policies for $LATEST.',
    ],
    [
      'an unknown principal',
      { Principal: 'invalid.nonaws.com' },
      InvalidInput,
      'The provided principal was invalid. Please check the principal and try again.',
    ],
    [
      'a principal of no account',
      { Principal: 'arn:aws:iam::12345:root' },
      InvalidInput,
      'The provided principal was invalid. Please check the principal and try again.',
    ],
    [
      'an URL restriction of another action',
      { FunctionUrlAuthType: 'NONE' },
      InvalidInput,
      'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action',
    ],
    [
      'an unknown function',
      { FunctionName: 'gone' },
      NotFound,
      `Function not found: ${functionArn('gone')}`,
    ],
    [
      'an unknown version',
      { Qualifier: '42' },
      NotFound,
      `Function not found: ${functionArn('billing:42')}`,
    ],
    [
      'an unknown alias',
      { FunctionName: 'billing:live' },
      NotFound,
      `Cannot find alias arn: ${functionArn('billing:live')}`,
    ],
    [
      'what can be no alias',
      { Qualifier: 'with-$' },
      NotFound,
      `Function not found: ${functionArn('billing:with-$')}`,
    ],
  ])('refuses %s', async (_what, given, fault, message) => {
    const { add } = await aRoomWithBilling()
    await expect(add(given)).rejects.toThrow(new fault(message))
  })

  it('refuses an id with a dot', async () => {
    const { add } = await aRoomWithBilling()
    await expect(add({ StatementId: 'example.com' })).rejects.toThrow(
      "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
    )
  })

  it('says that an id is taken before it says that a revision is stale', async () => {
    const { add, revision } = await aRoomWithBilling()
    await expect(add({ RevisionId: 'wrong' })).rejects.toThrow(STALE)
    await add({ RevisionId: await revision() })
    await expect(add({ RevisionId: 'wrong' })).rejects.toThrow(
      new Conflict(
        'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
      ),
    )
  })
})

describe('RemovePermission', () => {
  it.each([
    [
      'an unknown function',
      { FunctionName: 'gone' },
      `No policy found for: ${functionArn('gone')}`,
    ],
    [
      'an unknown alias',
      { Qualifier: 'live' },
      `Cannot find alias arn: ${functionArn('billing:live')}`,
    ],
    ['a function without a policy', {}, 'No policy is associated with the given resource.'],
  ])('does not find %s', async (_what, given, message) => {
    const { remove } = await aRoomWithBilling()
    await expect(remove(given)).rejects.toThrow(new NotFound(message))
  })

  it('says that a statement is missing before it says that a revision is stale', async () => {
    const { add, remove, revision } = await aRoomWithBilling()
    await add()
    await expect(remove({ StatementId: 'no', RevisionId: 'wrong' })).rejects.toThrow(
      new NotFound('Statement no is not found in resource policy.'),
    )
    await expect(remove({ RevisionId: 'wrong' })).rejects.toThrow(STALE)
    await expect(remove({ RevisionId: await revision() })).resolves.toBeUndefined()
  })
})
