import { describe, expect, it } from 'vitest'
import { InvalidInput, NotFound, NotSupported } from '../../../../src/domain/faults.ts'
import { createRoom, functionArn } from './room.ts'

const billing = { FunctionName: 'billing' }
const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/results'
const NONE = { OnSuccess: {}, OnFailure: {} }

/** A function with a version and an alias, and another one. */
async function open() {
  const room = createRoom()
  await room.aFunction('billing', { Publish: true })
  await room.aFunction('other')
  await room.call('CreateAlias', { ...billing, Name: 'live', FunctionVersion: '1' })
  const on =
    (operation: string) =>
    (input: object = {}) =>
      room.call(`${operation}FunctionEventInvokeConfig`, { ...billing, ...input })
  const list = (input: object = {}) =>
    room.call('ListFunctionEventInvokeConfigs', { ...billing, ...input })
  const LastModified = room.clock.at / 1_000
  return {
    ...room,
    LastModified,
    put: on('Put'),
    update: on('Update'),
    get: on('Get'),
    drop: on('Delete'),
    list,
  }
}

describe('the event invoke config', () => {
  it('shows what was set only, under a qualified ARN', async () => {
    const { put, get, LastModified } = await open()
    const config = {
      LastModified,
      FunctionArn: functionArn('billing:$LATEST'),
      MaximumRetryAttempts: 0,
      DestinationConfig: NONE,
    }
    expect(await put({ MaximumRetryAttempts: 0 })).toEqual(config)
    expect(await get()).toEqual(config)
    expect(await get({ Qualifier: '$LATEST' })).toEqual(config)
  })

  it('is each qualifiers own', async () => {
    const { put, get } = await open()
    await put({ Qualifier: 'live', MaximumEventAgeInSeconds: 60 })
    await put({ FunctionName: 'billing:1', MaximumEventAgeInSeconds: 90 })
    expect(await get({ Qualifier: 'live' })).toMatchObject({
      FunctionArn: functionArn('billing:live'),
      MaximumEventAgeInSeconds: 60,
    })
    expect(await get({ Qualifier: '1' })).toMatchObject({ MaximumEventAgeInSeconds: 90 })
    await expect(get()).rejects.toThrow(NotFound)
  })

  it('takes a function of another account, which may be there or not', async () => {
    const { put } = await open()
    const Destination = functionArn('billing').replace('111122223333', '999999999999')
    expect(await put({ DestinationConfig: { OnFailure: { Destination } } })).toMatchObject({
      DestinationConfig: { OnFailure: { Destination } },
    })
  })

  it('is put in place of what there was, and updated member by member', async () => {
    const { put, update, clock } = await open()
    const both = { OnSuccess: { Destination: BUS }, OnFailure: { Destination: BUS } }
    await put({ MaximumRetryAttempts: 1, DestinationConfig: both })
    clock.at += 1_500
    const updated = await update({ MaximumEventAgeInSeconds: 70 })
    expect(updated).toEqual({
      LastModified: clock.at / 1_000,
      FunctionArn: functionArn('billing:$LATEST'),
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 70,
      DestinationConfig: both,
    })
    expect(await put({ MaximumEventAgeInSeconds: 60 })).toEqual({
      LastModified: clock.at / 1_000,
      FunctionArn: functionArn('billing:$LATEST'),
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: NONE,
    })
  })

  it('loses a destination by an empty text, and by nothing else (seen on AWS)', async () => {
    const { put, update } = await open()
    const OnSuccess = { Destination: BUS }
    await put({
      DestinationConfig: { OnSuccess, OnFailure: { Destination: functionArn('other') } },
    })
    expect(await update({ DestinationConfig: { OnSuccess: {} } })).toMatchObject({
      DestinationConfig: { OnSuccess },
    })
    expect(await update({ DestinationConfig: { OnFailure: { Destination: '' } } })).toMatchObject({
      DestinationConfig: { OnSuccess, OnFailure: {} },
    })
  })

  it('is deleted by itself, and with its alias, version and function', async () => {
    const { put, get, drop, list, call, aFunction } = await open()
    for (const Qualifier of ['$LATEST', '1', 'live'])
      await put({ Qualifier, MaximumRetryAttempts: 1 })
    await drop()
    await expect(get()).rejects.toThrow(NotFound)
    await call('DeleteAlias', { ...billing, Name: 'live' })
    await call('CreateAlias', { ...billing, Name: 'live', FunctionVersion: '$LATEST' })
    await expect(get({ Qualifier: 'live' })).rejects.toThrow(NotFound)
    await call('DeleteFunction', { ...billing, Qualifier: '1' })
    expect(await list()).toEqual({ FunctionEventInvokeConfigs: [] })
    await put({ MaximumRetryAttempts: 1 })
    await call('DeleteFunction', billing)
    await aFunction('billing')
    await expect(get()).rejects.toThrow(NotFound)
  })

  it('is listed with those of other qualifiers, page by page', async () => {
    const { put, list } = await open()
    for (const Qualifier of ['live', '$LATEST', '1'])
      await put({ Qualifier, MaximumRetryAttempts: 1 })
    const qualifiers = (page: object) =>
      (
        page as { FunctionEventInvokeConfigs: { FunctionArn: string }[] }
      ).FunctionEventInvokeConfigs.map(({ FunctionArn }) => FunctionArn.split(':').at(-1))
    const first = await list({ MaxItems: 2 })
    const second = await list({ MaxItems: 2, Marker: first['NextMarker'] })
    expect([qualifiers(first), qualifiers(second)]).toEqual([['$LATEST', '1'], ['live']])
    expect(second).not.toHaveProperty('NextMarker')
    await expect(list({ FunctionName: 'gone' })).rejects.toThrow("The function doesn't exist.")
  })
})

describe('an event invoke config that cannot be', () => {
  it.each(['put', 'update'] as const)('is told on %s', async (verb) => {
    const room = await open()
    await expect(room[verb]()).rejects.toThrow(
      new InvalidInput('You must specify at least one of error handling or destination setting.'),
    )
    const given = { MaximumRetryAttempts: 1 }
    const missing = new NotFound("The function doesn't exist.")
    await expect(room[verb]({ ...given, FunctionName: 'gone' })).rejects.toThrow(missing)
    await expect(room[verb]({ ...given, Qualifier: 'gone' })).rejects.toThrow(missing)
  })

  it.each(['update', 'get', 'drop'] as const)('is not found on %s', async (verb) => {
    const room = await open()
    const message = `The function ${functionArn('billing:live')} doesn't have an EventInvokeConfig`
    const given = verb === 'update' ? { MaximumRetryAttempts: 1 } : {}
    await expect(room[verb]({ Qualifier: 'live', ...given })).rejects.toThrow(new NotFound(message))
  })

  const destinations = (OnFailure: string, OnSuccess?: string) => ({
    OnFailure: { Destination: OnFailure },
    ...(OnSuccess && { OnSuccess: { Destination: OnSuccess } }),
  })

  it.each([
    [
      'a function that is gone',
      destinations(functionArn('gone')),
      `The destination ARN ${functionArn('gone')} is invalid.`,
    ],
    [
      'the function itself',
      destinations(functionArn('billing:live')),
      "You can't specify the function as a destination for itself.",
    ],
    [
      'a service that takes no records',
      destinations('arn:aws:iam::111122223333:role/r', BUS),
      `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${BUS}), onFailure=OnFailure(destination=arn:aws:iam::111122223333:role/r)) is invalid.`,
    ],
  ])('has %s as a destination', async (_what, DestinationConfig, message) => {
    const { put } = await open()
    await expect(put({ DestinationConfig })).rejects.toThrow(new InvalidInput(message))
  })

  it.each([
    'arn:aws:sqs:eu-west-1:111122223333:q',
    'arn:aws:sns:eu-west-1:111122223333:t',
    'arn:aws:s3:::bucket',
    'kafka://topic',
  ])('has %s as a destination, which busbar has not yet, and says so', async (arn) => {
    const { put } = await open()
    const refused = put({ DestinationConfig: destinations(arn) })
    await expect(refused).rejects.toThrow(NotSupported)
    await expect(refused).rejects.toThrow(
      /^Parameter DestinationConfig\.OnFailure\.Destination .*Lambda functions .* event buses/,
    )
  })

  it('may name an event bus that there is not, as on AWS', async () => {
    const { put } = await open()
    expect(await put({ DestinationConfig: destinations(BUS) })).toMatchObject({
      DestinationConfig: destinations(BUS),
    })
  })
})
