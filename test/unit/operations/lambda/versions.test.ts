import { describe, expect, it } from 'vitest'
import {
  Conflict,
  InvalidInput,
  NotFound,
  NotSupported,
  PreconditionFailed,
} from '../../../../src/domain/faults.ts'
import { CODE, createRoom, functionArn, OTHER_CODE, SCOPE, sha256 } from './room.ts'

const billing = { FunctionName: 'billing' }

async function aRoomWithBilling() {
  const room = createRoom()
  await room.aFunction('billing')
  const publish = (given: object = {}) => room.call('PublishVersion', { ...billing, ...given })
  const deploy = (ZipFile = OTHER_CODE, given: object = {}) =>
    room.call('UpdateFunctionCode', { ...billing, ZipFile, ...given })
  const read = (Qualifier?: string) =>
    room.call('GetFunctionConfiguration', { ...billing, ...(Qualifier && { Qualifier }) })
  const remove = (Qualifier: string) => room.call('DeleteFunction', { ...billing, Qualifier })
  const numbers = async () => {
    const { Versions } = await room.call('ListVersionsByFunction', billing)
    return (Versions as { Version: string }[]).map(({ Version }) => Version)
  }
  const frozen = async () => {
    const { items } = await room.config.list('function_versions', [], { limit: 99 })
    return items.map(({ key }) => key.at(-1))
  }
  return { ...room, publish, deploy, read, remove, numbers, frozen }
}

describe('PublishVersion', () => {
  it('freezes code and settings under the next number, with an ARN and a revision of its own', async () => {
    const { publish, deploy, read, call } = await aRoomWithBilling()
    const before = await read()
    const first = await publish({ Description: 'the first' })
    expect(first).toEqual({
      ...before,
      FunctionArn: functionArn('billing:1'),
      Version: '1',
      Description: 'the first',
      RevisionId: expect.any(String),
      State: 'Active',
      LastUpdateStatus: 'Successful',
    })
    await deploy()
    await call('UpdateFunctionConfiguration', { ...billing, Timeout: 9 })
    expect(await read('1')).toEqual(first)
    expect(await publish()).toMatchObject({
      Version: '2',
      Timeout: 9,
      CodeSha256: sha256(OTHER_CODE, 'base64'),
      Description: '',
    })
  })

  it('changes the revision of $LATEST, and nothing when it answers the version that there is', async () => {
    const { publish, read, numbers } = await aRoomWithBilling()
    const before = await read()
    const first = await publish()
    const after = await read()
    expect(new Set([before, first, after].map((one) => one['RevisionId'])).size).toBe(3)
    expect(after).toEqual({ ...before, RevisionId: after['RevisionId'] })
    expect(await publish({ Description: 'ignored' })).toEqual(first)
    expect([await read(), await numbers()]).toEqual([after, ['$LATEST', '1']])
  })

  it('publishes again after every update, also one that changes nothing', async () => {
    const { publish, deploy, call, numbers } = await aRoomWithBilling()
    await publish()
    await deploy(CODE)
    await publish()
    await call('UpdateFunctionConfiguration', billing)
    await publish()
    await call('TagResource', { Resource: functionArn('billing'), Tags: { a: 'b' } })
    await publish()
    await deploy(CODE, { DryRun: true })
    await publish()
    expect(await numbers()).toEqual(['$LATEST', '1', '2', '3'])
  })

  it('publishes once when many ask at the same time', async () => {
    const { publish, numbers, frozen } = await aRoomWithBilling()
    const answers = await Promise.all(Array.from({ length: 8 }, () => publish()))
    expect(new Set(answers.map((answer) => answer['Version'])).size).toBe(1)
    expect(await numbers()).toHaveLength(2)
    expect(await frozen()).toHaveLength(1)
  })

  it('says that the revision is stale before it says that the code is another', async () => {
    const { publish, read } = await aRoomWithBilling()
    const { RevisionId, CodeSha256 } = await read()
    const wrong = { CodeSha256: 'AAAA' }
    await expect(publish({ RevisionId: 'old', ...wrong })).rejects.toThrow(
      new PreconditionFailed(
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      ),
    )
    await expect(publish({ RevisionId, ...wrong })).rejects.toThrow(
      new InvalidInput(
        `CodeSHA256 (AAAA) is different from current CodeSHA256 in $LATEST (${CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      ),
    )
    expect(await publish({ RevisionId, CodeSha256 })).toMatchObject({ Version: '1' })
  })

  it('is there for functions alone', async () => {
    const { call, publish } = await aRoomWithBilling()
    await expect(call('PublishVersion', { FunctionName: 'gone' })).rejects.toThrow(
      new NotFound(`Function not found: ${functionArn('gone')}`),
    )
    await publish()
    await expect(publish({ FunctionName: 'billing:1' })).rejects.toThrow(
      'This operation is permitted on Lambda functions only.',
    )
    expect(await publish({ FunctionName: 'billing:$LATEST' })).toMatchObject({ Version: '1' })
  })

  it('does not freeze what a developer edits', async () => {
    const { functions, publish } = await aRoomWithBilling()
    const found = await functions.find(SCOPE, 'billing')
    if (!found) throw new Error('it was just made')
    const code = { kind: 'directory', path: '/srv/billing' } as const
    const latest = { ...found.function.latest, code }
    await functions.put(SCOPE, { ...found.function, latest }, 'any')
    await expect(publish()).rejects.toThrow(NotSupported)
  })
})

describe('Publish', () => {
  it('publishes a function as it is created, which is pending in the answer alone', async () => {
    const { aFunction, call } = createRoom()
    expect(await aFunction('billing', { Publish: true })).toMatchObject({
      Version: '1',
      FunctionArn: functionArn('billing'),
      State: 'Pending',
    })
    expect(await call('GetFunctionConfiguration', { ...billing, Qualifier: '1' })).toMatchObject({
      Version: '1',
      State: 'Active',
      LastUpdateStatus: 'Successful',
    })
  })

  it('publishes new code', async () => {
    const { deploy, read } = await aRoomWithBilling()
    const answer = await deploy(OTHER_CODE, { Publish: true })
    expect(answer).toEqual(await read('1'))
    expect(answer).toMatchObject({
      Version: '1',
      FunctionArn: functionArn('billing:1'),
      CodeSha256: sha256(OTHER_CODE, 'base64'),
    })
  })

  it('publishes nothing in a dry run', async () => {
    const { deploy, numbers } = await aRoomWithBilling()
    await deploy(OTHER_CODE, { Publish: true, DryRun: true })
    expect(await numbers()).toEqual(['$LATEST'])
  })
})

describe('the number of a version', () => {
  it('is never given out twice, not even when the function was deleted meanwhile', async () => {
    const { publish, deploy, remove, aFunction, call, numbers, frozen } = await aRoomWithBilling()
    await publish()
    await deploy()
    await publish()
    await remove('2')
    expect(await publish()).toMatchObject({ Version: '3' })
    await call('DeleteFunction', billing)
    expect(await frozen()).toEqual([])
    await aFunction('billing')
    expect(await publish()).toMatchObject({ Version: '4' })
    expect(await numbers()).toEqual(['$LATEST', '4'])
  })
})

describe('a version', () => {
  it.each(['GetFunction', 'GetFunctionConfiguration', 'Invoke'])(
    'is not found by %s when there is none of that number',
    async (operation) => {
      const { call } = await aRoomWithBilling()
      await expect(call(operation, { ...billing, Qualifier: '7' })).rejects.toThrow(
        new NotFound(`Function not found: ${functionArn('billing:7')}`),
      )
    },
  )

  it('is what runs, under its ARN', async () => {
    const { publish, deploy, call, invoked, enqueued } = await aRoomWithBilling()
    await publish()
    await deploy()
    await call('Invoke', { FunctionName: 'billing:1' })
    await call('Invoke', { ...billing, Qualifier: '1', InvocationType: 'Event' })
    expect(invoked).toMatchObject([
      [
        {
          invokedArn: functionArn('billing:1'),
          configuration: { version: '1', code: { sha256: sha256(CODE, 'hex') } },
        },
        'synchronous',
      ],
    ])
    expect(enqueued).toMatchObject([
      { function: { name: 'billing', qualifier: '1' }, invokedArn: functionArn('billing:1') },
    ])
  })

  it.each(['UpdateFunctionCode', 'UpdateFunctionConfiguration'])(
    'cannot be changed by %s',
    async (operation) => {
      const { publish, call } = await aRoomWithBilling()
      await publish()
      await expect(call(operation, { FunctionName: 'billing:1' })).rejects.toThrow(
        new InvalidInput(
          'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
        ),
      )
    },
  )

  it('has a policy of its own, which shares its revision', async () => {
    const { publish, read, call } = await aRoomWithBilling()
    const { RevisionId } = await publish()
    const latest = await read()
    const permission = {
      ...billing,
      Qualifier: '1',
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
    }
    await expect(
      call('AddPermission', { ...permission, RevisionId: latest['RevisionId'] }),
    ).rejects.toThrow(PreconditionFailed)
    const { Statement } = await call('AddPermission', { ...permission, RevisionId })
    expect(JSON.parse(String(Statement))).toMatchObject({ Resource: functionArn('billing:1') })

    const policy = await call('GetPolicy', { ...billing, Qualifier: '1' })
    const version = await read('1')
    expect(policy['RevisionId']).toBe(version['RevisionId'])
    expect(version['RevisionId']).not.toBe(RevisionId)
    expect(await read()).toEqual(latest)
    await expect(call('GetPolicy', billing)).rejects.toThrow(NotFound)
    await call('RemovePermission', { FunctionName: 'billing:1', StatementId: 's3' })
    await expect(call('GetPolicy', { ...billing, Qualifier: '1' })).rejects.toThrow(NotFound)
  })

  it('is deleted alone, with its policy and its environments', async () => {
    const { publish, remove, numbers, frozen, retired, call, functions } = await aRoomWithBilling()
    await publish()
    await call('AddPermission', {
      FunctionName: 'billing:1',
      StatementId: 'a',
      Action: 'lambda:*',
      Principal: '*',
    })
    expect(await remove('1')).toEqual({ StatusCode: 204 })
    expect(await remove('1')).toEqual({ StatusCode: 204 })
    expect([await numbers(), await frozen()]).toEqual([['$LATEST'], []])
    expect(retired).toContain('billing:1')
    expect((await functions.find(SCOPE, 'billing'))?.function.policies).toEqual({})
  })

  it('stays while an alias leads to it', async () => {
    const { publish, deploy, remove, numbers, call } = await aRoomWithBilling()
    await publish()
    await deploy()
    await publish()
    const weights = { AdditionalVersionWeights: { '2': 0.5 } }
    await call('CreateAlias', {
      ...billing,
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: weights,
    })
    await call('CreateAlias', { ...billing, Name: 'also', FunctionVersion: '1' })
    await expect(remove('1')).rejects.toThrow(
      new Conflict(
        'Unable to delete version because the following aliases reference it: [also, live]',
      ),
    )
    await expect(remove('2')).rejects.toThrow(Conflict)
    expect(await numbers()).toEqual(['$LATEST', '1', '2'])
  })
})

describe('lists of versions', () => {
  const versionsOf = (answer: Readonly<Record<string, unknown>>, member: string) =>
    (answer[member] as { FunctionArn: string }[]).map(({ FunctionArn }) =>
      FunctionArn.slice(functionArn('').length),
    )

  it('go by number, $LATEST first, with qualified ARNs and without a state', async () => {
    const { publish, deploy, call } = await aRoomWithBilling()
    for (let n = 0; n < 11; n++) {
      await deploy()
      await publish()
    }
    const all = await call('ListVersionsByFunction', billing)
    const expected = ['$LATEST', ...Array.from({ length: 11 }, (_, n) => String(n + 1))]
    expect(versionsOf(all, 'Versions')).toEqual(expected.map((one) => `billing:${one}`))
    expect((all['Versions'] as object[])[1]).not.toHaveProperty('State')

    const first = await call('ListVersionsByFunction', { ...billing, MaxItems: 10 })
    const rest = await call('ListVersionsByFunction', { ...billing, Marker: first['NextMarker'] })
    expect([...versionsOf(first, 'Versions'), ...versionsOf(rest, 'Versions')]).toEqual(
      versionsOf(all, 'Versions'),
    )
    expect(rest).not.toHaveProperty('NextMarker')
  })

  it('hold the versions of all functions when ListFunctions is asked for them', async () => {
    const { aFunction, call } = createRoom()
    for (const name of ['a', 'b', 'c']) await aFunction(name, { Publish: name !== 'b' })
    const found: string[] = []
    let Marker: unknown
    do {
      const given = { FunctionVersion: 'ALL', MaxItems: 2, ...(Marker ? { Marker } : {}) }
      const page = await call('ListFunctions', given)
      found.push(...versionsOf(page, 'Functions'))
      Marker = page['NextMarker']
    } while (Marker)
    expect(found).toEqual(['a:$LATEST', 'a:1', 'b:$LATEST', 'c:$LATEST', 'c:1'])
    const plain = await call('ListFunctions', {})
    expect(versionsOf(plain, 'Functions')).toEqual(['a', 'b', 'c'])
  })
})
