import { describe, expect, it } from 'vitest'
import {
  AlreadyExists,
  InvalidInput,
  NotFound,
  NotSupported,
} from '../../../../src/domain/faults.ts'
import { ARN, createRoom, GROUP, SCOPE, START } from './room.ts'

const MISSING = new NotFound('The specified log group does not exist.')

async function namesOf({ call }: ReturnType<typeof createRoom>, input: object): Promise<string[]> {
  const { logGroups } = await call('DescribeLogGroups', input)
  return (logGroups as { logGroupName: string }[]).map(({ logGroupName }) => logGroupName)
}

function aRoomWithGroups(...groups: string[]) {
  const room = createRoom()
  for (const group of groups) room.print(['x'], { group })
  return room
}

describe('DescribeLogGroups', () => {
  it('describes a group as AWS does', async () => {
    const { call, print } = createRoom()
    print(['hello'])
    expect(await call('DescribeLogGroups', {})).toEqual({
      logGroups: [
        {
          logGroupName: GROUP,
          creationTime: START + 5_000,
          metricFilterCount: 0,
          arn: `${ARN}:*`,
          logGroupArn: ARN,
          logGroupClass: 'STANDARD',
          storedBytes: 5,
        },
      ],
    })
  })

  it.each([
    ['a prefix', { logGroupNamePrefix: '/aws/lambda/b' }, ['/aws/lambda/b1', '/aws/lambda/b2']],
    [
      'a part, in any case',
      { logGroupNamePattern: 'LAMBDA/B' },
      ['/aws/lambda/b1', '/aws/lambda/b2'],
    ],
    [
      'an empty part',
      { logGroupNamePattern: '' },
      ['/aws/lambda/a', '/aws/lambda/b1', '/aws/lambda/b2'],
    ],
    [
      'identifiers',
      { logGroupIdentifiers: ['/aws/lambda/a', `${ARN.replace('billing', 'b2')}`] },
      ['/aws/lambda/a', '/aws/lambda/b2'],
    ],
    [
      'the standard class',
      { logGroupClass: 'STANDARD' },
      ['/aws/lambda/a', '/aws/lambda/b1', '/aws/lambda/b2'],
    ],
    ['another class', { logGroupClass: 'DELIVERY' }, []],
  ])('finds groups by %s', async (_what, input, expected) => {
    const room = aRoomWithGroups('/aws/lambda/b2', '/aws/lambda/a', '/aws/lambda/b1')
    expect(await namesOf(room, input)).toEqual(expected)
  })

  it('goes through all groups in pages, also when few of many are wanted', async () => {
    const wanted = ['w1', 'w2', 'w3']
    const others = [...Array(450).keys()].map((n) => `${n % 2 ? 'a' : 'x'}${n}`)
    const room = aRoomWithGroups(...wanted, ...others)
    const pages: string[][] = []
    let nextToken: unknown
    do {
      const input = { logGroupNamePattern: 'w', limit: 2, ...(nextToken ? { nextToken } : {}) }
      pages.push(await namesOf(room, input))
      nextToken = (await room.call('DescribeLogGroups', input))['nextToken']
    } while (nextToken)
    expect(pages).toEqual([['w1', 'w2'], ['w3']])
  })

  it.each([
    [
      { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' },
      InvalidInput,
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    ],
    [
      { logGroupNamePrefix: 'a', logGroupIdentifiers: ['b'] },
      InvalidInput,
      'LogGroup identifiers and LogGroup name prefix or pattern are mutually exclusive parameters.',
    ],
    [{ nextToken: '***' }, InvalidInput, 'The specified nextToken is invalid.'],
    [
      { accountIdentifiers: ['111122223333'] },
      NotSupported,
      'Parameter accountIdentifiers of DescribeLogGroups is not supported by busbar yet.',
    ],
  ])('refuses %j', async (input, fault, message) => {
    await expect(createRoom().call('DescribeLogGroups', input)).rejects.toThrow(new fault(message))
  })
})

describe('CreateLogGroup', () => {
  it('makes a group without a line in it, once', async () => {
    const room = createRoom()
    expect(await room.call('CreateLogGroup', { logGroupName: GROUP })).toBeUndefined()
    expect(await namesOf(room, {})).toEqual([GROUP])
    await expect(room.call('CreateLogGroup', { logGroupName: GROUP })).rejects.toThrow(
      new AlreadyExists('The specified log group already exists'),
    )
    await room.call('CreateLogGroup', { logGroupName: '/aws/lambda/bill' })
    expect(await namesOf(room, {})).toEqual(['/aws/lambda/bill', GROUP])
  })

  it.each([
    ['tags', { tags: { a: 'b' } }],
    ['logGroupClass', { logGroupClass: 'DELIVERY' }],
    ['deletionProtectionEnabled', { deletionProtectionEnabled: true }],
  ])('names %s when busbar does not act on it', async (member, given) => {
    const made = createRoom().call('CreateLogGroup', { logGroupName: GROUP, ...given })
    await expect(made).rejects.toThrow(NotSupported)
    await expect(made).rejects.toThrow(`Parameter ${member} `)
  })
})

describe('DeleteLogGroup', () => {
  it('takes the group with everything in it, also what was printed just now', async () => {
    const room = createRoom()
    room.print(['late'])
    expect(await room.call('DeleteLogGroup', { logGroupName: GROUP })).toBeUndefined()
    expect(await namesOf(room, {})).toEqual([])
    await expect(room.call('DeleteLogGroup', { logGroupName: GROUP })).rejects.toThrow(MISSING)
  })
})

describe.each([
  ['DescribeLogStreams', {}],
  ['GetLogEvents', { logStreamName: 's' }],
  ['FilterLogEvents', {}],
  ['FilterLogEvents', { logStreamNames: ['s'] }],
])('%s %j', (operation, given) => {
  it.each([
    [{ logGroupName: 'gone' }],
    [{ logGroupIdentifier: 'gone' }],
    [{ logGroupIdentifier: ARN.replace('eu-west-1', 'us-east-1') }],
    [{ logGroupIdentifier: ARN.replace('111122223333', '999988887777') }],
  ])('does not find %j', async (group) => {
    const { call, print } = createRoom()
    print(['x'], { stream: 's' })
    await expect(call(operation, { ...group, ...given })).rejects.toThrow(MISSING)
  })

  it.each([GROUP, ARN])('finds a group by %s', async (logGroupIdentifier) => {
    const { call, print } = createRoom()
    print(['x'], { stream: 's' })
    await expect(call(operation, { logGroupIdentifier, ...given })).resolves.toBeDefined()
  })

  it.each([
    [{}, 'Either the LogGroup name or the LogGroup identifier must be given.'],
    [
      { logGroupName: GROUP, logGroupIdentifier: GROUP },
      'LogGroup name and LogGroup identifier are mutually exclusive parameters.',
    ],
    [
      { logGroupIdentifier: 'arn:aws:sqs:eu-west-1:111122223333:q' },
      'The ARN arn:aws:sqs:eu-west-1:111122223333:q is not that of a log group.',
    ],
  ])('refuses %j', async (group, message) => {
    await expect(createRoom().call(operation, { ...group, ...given })).rejects.toThrow(
      new InvalidInput(message),
    )
  })

  it('does not see the groups of other accounts', async () => {
    const { call, print } = createRoom()
    print(['x'], { stream: 's' })
    const elsewhere = { ...SCOPE, account: '999988887777' }
    await expect(call(operation, { logGroupName: GROUP, ...given }, elsewhere)).rejects.toThrow(
      MISSING,
    )
  })
})
