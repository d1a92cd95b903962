import { describe, expect, it } from 'vitest'
import {
  Conflict,
  ConstraintViolation,
  InvalidInput,
  NotFound,
  PreconditionFailed,
  UntypedInvalidInput,
} from '../../../../src/domain/faults.ts'
import { createRoom, functionArn, OTHER_CODE, SCOPE } from './room.ts'

const billing = { FunctionName: 'billing' }
const weights = (AdditionalVersionWeights: Record<string, number>) => ({
  RoutingConfig: { AdditionalVersionWeights },
})

/** A function with the versions 1 and 2. */
async function aRoomWithVersions() {
  const room = createRoom()
  await room.aFunction('billing', { Publish: true })
  await room.call('UpdateFunctionCode', { ...billing, ZipFile: OTHER_CODE, Publish: true })
  const create = (given: object = {}) =>
    room.call('CreateAlias', { ...billing, Name: 'live', FunctionVersion: '1', ...given })
  const update = (given: object) => room.call('UpdateAlias', { ...billing, Name: 'live', ...given })
  const get = (Name = 'live') => room.call('GetAlias', { ...billing, Name })
  return { ...room, create, update, get }
}

describe('an alias', () => {
  it('has an ARN, a revision and what was said of it', async () => {
    const { create, get } = await aRoomWithVersions()
    const created = await create({ Description: 'text', ...weights({ '2': 0.1 }) })
    expect(created).toEqual({
      AliasArn: functionArn('billing:live'),
      Name: 'live',
      FunctionVersion: '1',
      Description: 'text',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
      RevisionId: expect.any(String),
    })
    expect(await get()).toEqual(created)
  })

  it('may have the name of what every object has', async () => {
    const { create, get, call } = await aRoomWithVersions()
    await expect(call('Invoke', { FunctionName: 'billing:constructor' })).rejects.toThrow(NotFound)
    for (const Name of ['constructor', '__proto__']) {
      await create({ Name })
      expect(await get(Name)).toMatchObject({ Name, FunctionVersion: '1' })
      const permission = { StatementId: 'a', Action: 'lambda:*', Principal: '*' }
      await call('AddPermission', { ...billing, Qualifier: Name, ...permission })
      expect(await call('GetPolicy', { ...billing, Qualifier: Name })).toHaveProperty('Policy')
    }
  })

  it('is read as the version that it points to, under its own ARN', async () => {
    const { create, call } = await aRoomWithVersions()
    await create(weights({ '2': 1 }))
    const expected = { Version: '1', FunctionArn: functionArn('billing:live') }
    const qualified = { ...billing, Qualifier: 'live' }
    expect(await call('GetFunctionConfiguration', qualified)).toMatchObject(expected)
    expect(await call('GetFunction', qualified)).toMatchObject({ Configuration: expected })
  })

  it.each([
    [0.3, 0.29, '2'],
    [0.3, 0.3, '1'],
    [0, 0, '1'],
    [1, 0.999, '2'],
  ])('with the weight %d sends the draw %d to version %s', async (weight, draw, version) => {
    const { create, call, chance, invoked } = await aRoomWithVersions()
    await create(weights({ '2': weight }))
    chance.draw = draw
    await call('Invoke', { ...billing, Qualifier: 'live' })
    expect(invoked).toMatchObject([
      [{ configuration: { version }, invokedArn: functionArn('billing:live') }, 'synchronous'],
    ])
  })

  it('has a policy of its own, which shares its revision and goes with it', async () => {
    const { create, get, call, functions } = await aRoomWithVersions()
    const { RevisionId } = await create()
    const permission = { StatementId: 'a', Action: 'lambda:*', Principal: '*' }
    const added = { FunctionName: 'billing:live', ...permission, RevisionId }
    await call('AddPermission', added)
    await expect(call('AddPermission', { ...added, StatementId: 'b' })).rejects.toThrow(
      PreconditionFailed,
    )
    const policy = await call('GetPolicy', { ...billing, Qualifier: 'live' })
    expect(policy['RevisionId']).toBe((await get())['RevisionId'])
    await call('DeleteAlias', { ...billing, Name: 'live' })
    expect((await functions.find(SCOPE, 'billing'))?.function.policies).toEqual({})
  })
})

describe('CreateAlias', () => {
  it.each([
    [
      'a version that is not there',
      { FunctionVersion: '10' },
      NotFound,
      'Function not found: FN:10',
    ],
    [
      'a function that is not there',
      { FunctionName: 'gone' },
      NotFound,
      `Function not found: ${functionArn('gone:1')}`,
    ],
    ['a taken name', { Name: 'taken' }, Conflict, 'Alias already exists: FN:taken'],
    [
      'more than two versions',
      weights({ '1': 0.1, '2': 0.1 }),
      InvalidInput,
      'Number of items in AdditionalVersionWeights cannot be greater than 1',
    ],
    [
      'one version twice',
      weights({ '1': 0.5 }),
      InvalidInput,
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
    ],
    [
      '$LATEST and a version',
      { FunctionVersion: '$LATEST', ...weights({ '1': 0.5 }) },
      UntypedInvalidInput,
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ],
    [
      'a second version that is not there',
      weights({ '9': 0.5 }),
      NotFound,
      'Function not found: FN:9',
    ],
    [
      'a version of capacity providers',
      { FunctionVersion: '$LATEST.PUBLISHED' },
      NotFound,
      'Function not found: FN:$LATEST.PUBLISHED',
    ],
    [
      'a weight above one',
      weights({ '2': 1.5 }),
      ConstraintViolation,
      "1 validation error detected: Value '{2=1.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    ],
    [
      'the weight of $LATEST',
      weights({ $LATEST: 0.5 }),
      ConstraintViolation,
      "1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    ],
    [
      'the name of a version',
      { Name: '7' },
      ConstraintViolation,
      "1 validation error detected: Value '7' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    ],
  ])('refuses %s', async (_what, given, fault, message) => {
    const { create } = await aRoomWithVersions()
    await create({ Name: 'taken' })
    await expect(create(given)).rejects.toThrow(
      new fault(message.replace('FN', functionArn('billing'))),
    )
  })

  it('refuses versions that run under different roles', async () => {
    const { create, call } = await aRoomWithVersions()
    const Role = 'arn:aws:iam::111122223333:role/other'
    await call('UpdateFunctionConfiguration', { ...billing, Role })
    await call('PublishVersion', billing)
    await expect(create(weights({ '3': 0.5 }))).rejects.toThrow(/same execution role/)
  })
})

describe('UpdateAlias', () => {
  it('changes what is given, and the revision in any case', async () => {
    const { create, update, get } = await aRoomWithVersions()
    const created = await create({ Description: 'text', ...weights({ '2': 0.1 }) })
    const described = await update({ Description: '' })
    expect(described).toEqual({
      ...created,
      Description: '',
      RevisionId: described['RevisionId'],
    })
    expect(described['RevisionId']).not.toBe(created['RevisionId'])
    expect((await update({}))['RevisionId']).not.toBe(described['RevisionId'])

    expect(await update({ RoutingConfig: {} })).not.toHaveProperty('RoutingConfig')
    expect(await update({ FunctionVersion: '$LATEST' })).toMatchObject({
      FunctionVersion: '$LATEST',
    })
    expect(await update({ FunctionVersion: '2', ...weights({ '1': 0 }) })).toMatchObject({
      FunctionVersion: '2',
      ...weights({ '1': 0 }),
    })
    expect(await get()).toMatchObject({ FunctionVersion: '2', ...weights({ '1': 0 }) })
  })

  it.each([
    ['an alias that is not there', { Name: 'gone' }, NotFound, 'Alias not found: FN:gone'],
    ['a version that is not there', { FunctionVersion: '9' }, NotFound, 'Function not found: FN:9'],
    [
      'the version that has a part already',
      { FunctionVersion: '2' },
      InvalidInput,
      'Invalid function version 2. Function version 2 is already included in routing configuration.',
    ],
    [
      'an older revision',
      { RevisionId: 'old' },
      PreconditionFailed,
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    ],
  ])('refuses %s', async (_what, given, fault, message) => {
    const { create, update, get } = await aRoomWithVersions()
    const created = await create(weights({ '2': 0.1 }))
    await expect(update(given)).rejects.toThrow(
      new fault(message.replace('FN', functionArn('billing'))),
    )
    expect(await get()).toEqual(created)
  })
})

describe('an alias that is not there', () => {
  it('is not found by GetAlias', async () => {
    const { get } = await aRoomWithVersions()
    await expect(get('gone')).rejects.toThrow(
      new NotFound(`Cannot find alias arn: ${functionArn('billing:gone')}`),
    )
  })

  it('is deleted already, but only of a function that is', async () => {
    const { call } = await aRoomWithVersions()
    expect(await call('DeleteAlias', { ...billing, Name: 'gone' })).toBeUndefined()
    await expect(call('DeleteAlias', { FunctionName: 'gone', Name: 'a' })).rejects.toThrow(
      new NotFound(`Function not found: ${functionArn('gone')}`),
    )
  })
})

describe('ListAliases', () => {
  const names = (answer: Readonly<Record<string, unknown>>) =>
    (answer['Aliases'] as { Name: string }[]).map(({ Name }) => Name)

  it('goes by name, in pages as large as asked for', async () => {
    const { create, call } = await aRoomWithVersions()
    for (let n = 0; n < 53; n++) await create({ Name: `a${n}` })
    const all = await call('ListAliases', billing)
    expect(names(all)).toHaveLength(53)
    expect(names(all)).toEqual(names(all).toSorted())
    const first = await call('ListAliases', { ...billing, MaxItems: 30 })
    const rest = await call('ListAliases', { ...billing, Marker: first['NextMarker'] })
    expect([...names(first), ...names(rest)]).toEqual(names(all))
  })

  it('shows who leads to a version', async () => {
    const { create, call } = await aRoomWithVersions()
    await create({ Name: 'a', FunctionVersion: '2' })
    await create({ Name: 'b', FunctionVersion: '1' })
    await create({ Name: 'c', FunctionVersion: '$LATEST' })
    const of = async (FunctionVersion: string) =>
      names(await call('ListAliases', { ...billing, FunctionVersion }))
    expect([await of('1'), await of('2'), await of('$LATEST')]).toEqual([['b'], ['a'], ['c']])
  })
})
