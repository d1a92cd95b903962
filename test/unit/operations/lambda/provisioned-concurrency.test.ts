import { describe, expect, it } from 'vitest'
import {
  Conflict,
  ConstraintViolation,
  InvalidInput,
  NotFound,
  NotSupported,
  ProvisionedConcurrencyConfigNotFound,
} from '../../../../src/domain/faults.ts'
import { createRoom, functionArn, MINIMAL } from './room.ts'

const LATEST = 'The function resource provided must be an alias or a published version.'

async function aRoom() {
  const room = createRoom()
  await room.aFunction('billing', { Publish: true })
  await room.call('CreateAlias', { FunctionName: 'billing', Name: 'live', FunctionVersion: '1' })
  const input = (Qualifier: string) => ({ FunctionName: 'billing', Qualifier })
  const put = (Qualifier: string, ProvisionedConcurrentExecutions = 2) =>
    room.call('PutProvisionedConcurrencyConfig', {
      ...input(Qualifier),
      ProvisionedConcurrentExecutions,
    })
  const get = (Qualifier: string) => room.call('GetProvisionedConcurrencyConfig', input(Qualifier))
  const drop = (Qualifier: string) =>
    room.call('DeleteProvisionedConcurrencyConfig', input(Qualifier))
  return { ...room, put, get, drop }
}

describe('PutProvisionedConcurrencyConfig', () => {
  it('answers that it is in progress, whatever is there already', async () => {
    const { put, get, provisioned } = await aRoom()
    provisioned.status = { requested: 2, available: 1, status: 'FAILED', reason: 'why' }
    const counts = {
      RequestedProvisionedConcurrentExecutions: 2,
      AvailableProvisionedConcurrentExecutions: 1,
      AllocatedProvisionedConcurrentExecutions: 1,
      LastModified: '2026-11-23T09:30:00.000+0000',
    }
    expect(await put('1')).toEqual({ ...counts, Status: 'IN_PROGRESS' })
    expect(await get('1')).toEqual({ ...counts, Status: 'FAILED', StatusReason: 'why' })
  })

  it.each([
    [
      'an alias that is not there',
      'missing',
      new NotFound(`Cannot find alias arn: ${functionArn('billing:missing')}`),
    ],
    [
      'a version that is not there',
      '7',
      new NotFound(`Function not found: ${functionArn('billing:7')}`),
    ],
    [
      'what is not published',
      '$LATEST',
      new InvalidInput(
        'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
      ),
    ],
  ])('refuses %s', async (_what, qualifier, error) => {
    await expect((await aRoom()).put(qualifier)).rejects.toThrow(error)
  })

  it('refuses none', async () => {
    await expect((await aRoom()).put('1', 0)).rejects.toThrow(ConstraintViolation)
  })

  it('refuses more than the reservation, and a reservation of less than it', async () => {
    const { put, call, leases } = await aRoom()
    const reserve = (ReservedConcurrentExecutions: number) =>
      call('PutFunctionConcurrency', { FunctionName: 'billing', ReservedConcurrentExecutions })
    await reserve(2)
    await expect(put('1', 3)).rejects.toThrow(InvalidInput)
    await put('1', 2)
    // What allocates it tells the leases so.
    const slots = { requested: 2, ready: 0 }
    const version = { account: '111122223333', region: 'eu-west-1', name: 'billing', version: '1' }
    leases.provision(version, slots)
    await expect(reserve(1)).rejects.toThrow(
      " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
    )
  })

  it('refuses a container, which this server does not start', async () => {
    const { call } = createRoom()
    const { Runtime: _runtime, Handler: _handler, ...rest } = MINIMAL
    const Code = { ImageUri: 'http://127.0.0.1:9000' }
    await call('CreateFunction', { ...rest, PackageType: 'Image', Code, Publish: true })
    const put = call('PutProvisionedConcurrencyConfig', {
      FunctionName: 'billing',
      Qualifier: '1',
      ProvisionedConcurrentExecutions: 1,
    })
    await expect(put).rejects.toThrow(NotSupported)
  })
})

describe('a config of provisioned concurrency', () => {
  it('is not found where there is none', async () => {
    const { get, drop } = await aRoom()
    await expect(get('1')).rejects.toThrow(
      new ProvisionedConcurrencyConfigNotFound(
        'No Provisioned Concurrency Config found for this function',
      ),
    )
    expect(await drop('1')).toBeUndefined()
  })

  it.each(['get', 'drop'] as const)(
    'cannot be asked of $LATEST, nor of what is not there: %s',
    async (verb) => {
      const room = await aRoom()
      await expect(room[verb]('$LATEST')).rejects.toThrow(new InvalidInput(LATEST))
      await expect(room[verb]('missing')).rejects.toThrow(
        new NotFound(`Cannot find alias arn: ${functionArn('billing:missing')}`),
      )
      await expect(room[verb]('7')).rejects.toThrow(
        new NotFound(`Function not found: ${functionArn('billing:7')}`),
      )
    },
  )

  it('stays with an alias that moves, but not to what cannot have one', async () => {
    const { put, get, call, aFunction: _, ...room } = await aRoom()
    await put('live')
    const move = (FunctionVersion: string) =>
      call('UpdateAlias', { FunctionName: 'billing', Name: 'live', FunctionVersion })
    await expect(move('$LATEST')).rejects.toThrow(InvalidInput)
    await call('UpdateFunctionConfiguration', { FunctionName: 'billing', Timeout: 9 })
    await call('PublishVersion', { FunctionName: 'billing' })
    await put('2')
    await expect(move('2')).rejects.toThrow(Conflict)
    await room.drop('2')
    expect(await move('2')).toMatchObject({ FunctionVersion: '2' })
    expect(await get('live')).toMatchObject({ RequestedProvisionedConcurrentExecutions: 2 })
    // A routing may be added; the config can only be deleted then.
    const RoutingConfig = { AdditionalVersionWeights: { '1': 0.5 } }
    await call('UpdateAlias', { FunctionName: 'billing', Name: 'live', RoutingConfig })
    await expect(put('live')).rejects.toThrow(InvalidInput)
  })

  it('goes with its version', async () => {
    const { put, call, functions } = await aRoom()
    await call('DeleteAlias', { FunctionName: 'billing', Name: 'live' })
    await put('1')
    await call('DeleteFunction', { FunctionName: 'billing', Qualifier: '1' })
    const scope = { account: '111122223333', region: 'eu-west-1' }
    const found = await functions.find(scope, 'billing')
    expect(found?.function).not.toHaveProperty('provisionedConcurrency')
  })
})

describe('ListProvisionedConcurrencyConfigs', () => {
  it('is empty where there is none', async () => {
    const { call } = await aRoom()
    expect(await call('ListProvisionedConcurrencyConfigs', { FunctionName: 'billing' })).toEqual({
      ProvisionedConcurrencyConfigs: [],
    })
    await expect(
      call('ListProvisionedConcurrencyConfigs', { FunctionName: 'none' }),
    ).rejects.toThrow(new NotFound(`Function not found: ${functionArn('none')}`))
  })
})
