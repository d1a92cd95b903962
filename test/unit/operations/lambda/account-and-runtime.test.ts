import { describe, expect, it } from 'vitest'
import {
  Conflict,
  InvalidInput,
  InvalidRequestContent,
  NotFound,
  NotSupported,
} from '../../../../src/domain/faults.ts'
import { CODE, createRoom, functionArn, OTHER_CODE, SCOPE } from './room.ts'

const billing = { FunctionName: 'billing' }

describe('GetAccountSettings', () => {
  it('counts functions, and the code of every version of the scope', async () => {
    const { aFunction, call } = createRoom()
    const usage = async (scope = SCOPE) =>
      (await call('GetAccountSettings', {}, scope))['AccountUsage']
    expect(await usage()).toEqual({ FunctionCount: 0, TotalCodeSize: 0 })
    await aFunction('billing', { Publish: true })
    await aFunction('other', { Code: { ZipFile: OTHER_CODE } })
    const TotalCodeSize = 2 * CODE.byteLength + OTHER_CODE.byteLength
    expect(await usage()).toEqual({ FunctionCount: 2, TotalCodeSize })
    expect(await usage({ ...SCOPE, region: 'us-east-1' })).toMatchObject({ FunctionCount: 0 })
  })

  it('tells the limits of AWS, and what functions have not reserved', async () => {
    const { aFunction, call } = createRoom()
    const limit = async () => (await call('GetAccountSettings', {}))['AccountLimit']
    expect(await limit()).toMatchObject({
      TotalCodeSize: 80_530_636_800,
      ConcurrentExecutions: 1_000,
      UnreservedConcurrentExecutions: 1_000,
    })
    await aFunction('billing')
    await call('PutFunctionConcurrency', { ...billing, ReservedConcurrentExecutions: 30 })
    expect(await limit()).toMatchObject({
      ConcurrentExecutions: 1_000,
      UnreservedConcurrentExecutions: 970,
    })
  })
})

describe('runtime management', () => {
  async function aRoomWithVersion() {
    const room = createRoom()
    await room.aFunction('billing', { Publish: true })
    const put = (given: object) => room.call('PutRuntimeManagementConfig', { ...billing, ...given })
    const get = (Qualifier?: string) =>
      room.call('GetRuntimeManagementConfig', { ...billing, ...(Qualifier && { Qualifier }) })
    const { RuntimeVersionConfig } = await room.call('GetFunctionConfiguration', billing)
    const { RuntimeVersionArn } = RuntimeVersionConfig as { RuntimeVersionArn: string }
    return { ...room, put, get, RuntimeVersionArn }
  }

  it('is automatic until something else is said, for each version by itself', async () => {
    const { put, get } = await aRoomWithVersion()
    const latest = { UpdateRuntimeOn: 'Auto', FunctionArn: functionArn('billing:$LATEST') }
    expect([await get(), await get('$LATEST')]).toEqual([latest, latest])
    const first = { UpdateRuntimeOn: 'FunctionUpdate', FunctionArn: functionArn('billing:1') }
    expect(await put({ Qualifier: '1', UpdateRuntimeOn: 'FunctionUpdate' })).toEqual(first)
    expect([await get(), await get('1')]).toEqual([latest, first])
  })

  it('can stay with the version of the runtime that there is, which then cannot be changed', async () => {
    const { put, get, call, RuntimeVersionArn } = await aRoomWithVersion()
    await put({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn })
    expect(await get()).toMatchObject({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn })
    const change = { ...billing, Runtime: 'nodejs24.x' }
    await expect(call('UpdateFunctionConfiguration', change)).rejects.toThrow(
      new InvalidInput(
        "Cannot change runtime identifier when runtime management configuration is set to 'Manual'. Change the runtime management configuration to 'Auto' or 'FunctionUpdate', then retry.",
      ),
    )
    await call('UpdateFunctionConfiguration', { ...billing, Runtime: 'nodejs22.x', Timeout: 5 })
    await put({ UpdateRuntimeOn: 'Auto' })
    expect(await get()).not.toHaveProperty('RuntimeVersionArn')
    await call('UpdateFunctionConfiguration', change)
  })

  it.each([
    ['Manual without an ARN', { UpdateRuntimeOn: 'Manual' }, InvalidInput],
    [
      'an ARN without Manual',
      {
        UpdateRuntimeOn: 'Auto',
        RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:0123456789',
      },
      InvalidInput,
    ],
    [
      'another version of the runtime',
      {
        UpdateRuntimeOn: 'Manual',
        RuntimeVersionArn: 'arn:aws:lambda:eu-west-1::runtime:0123456789',
      },
      NotSupported,
    ],
    ['an alias', { Qualifier: 'live', UpdateRuntimeOn: 'Auto' }, InvalidInput],
    ['a version that is not there', { Qualifier: '9', UpdateRuntimeOn: 'Auto' }, NotFound],
  ])('refuses %s', async (_what, given, fault) => {
    const { call, put } = await aRoomWithVersion()
    await call('CreateAlias', { ...billing, Name: 'live', FunctionVersion: '1' })
    await expect(put(given)).rejects.toThrow(fault)
  })

  it('is not there for what runs in a container', async () => {
    const { functions, get, put } = await aRoomWithVersion()
    const found = await functions.find(SCOPE, 'billing')
    if (!found) throw new Error('it was just made')
    const code = { kind: 'image', uri: 'http://127.0.0.1:9000' } as const
    const latest = { ...found.function.latest, code }
    await functions.put(SCOPE, { ...found.function, latest }, 'any')
    for (const asked of [get(), put({ UpdateRuntimeOn: 'Auto' })]) {
      await expect(asked).rejects.toThrow(InvalidInput)
    }
  })

  it('goes with its version', async () => {
    const { call, put, functions } = await aRoomWithVersion()
    await put({ Qualifier: '1', UpdateRuntimeOn: 'FunctionUpdate' })
    await call('DeleteFunction', { ...billing, Qualifier: '1' })
    expect((await functions.find(SCOPE, 'billing'))?.function.runtimeManagement).toEqual({})
  })
})

describe('InvokeAsync', () => {
  const InvokeArgs = new TextEncoder().encode('{"n":1}')

  it('takes an invocation over, of whatever was named', async () => {
    const { aFunction, call, enqueued, invoked } = createRoom()
    await aFunction('billing', { Publish: true })
    expect(await call('InvokeAsync', { FunctionName: 'billing:1', InvokeArgs })).toEqual({
      Status: 202,
    })
    expect(enqueued).toEqual([
      {
        requestId: expect.any(String),
        function: { ...SCOPE, name: 'billing', qualifier: '1' },
        invokedArn: functionArn('billing:1'),
        payload: '{"n":1}',
      },
    ])
    expect(invoked).toEqual([])
  })

  it('refuses what cannot be run', async () => {
    const { aFunction, call, functions, enqueued } = createRoom()
    const invoke = (given: object = {}) => call('InvokeAsync', { ...billing, InvokeArgs, ...given })
    await expect(invoke()).rejects.toThrow(
      new NotFound(`Function not found: ${functionArn('billing:$LATEST')}`),
    )
    await aFunction('billing')
    await expect(invoke({ InvokeArgs: new Uint8Array([1]) })).rejects.toThrow(InvalidRequestContent)
    const found = await functions.find(SCOPE, 'billing')
    if (!found) throw new Error('it was just made')
    const latest = { ...found.function.latest, state: 'Failed' as const }
    await functions.put(SCOPE, { ...found.function, latest }, 'any')
    await expect(invoke()).rejects.toThrow(Conflict)
    expect(enqueued).toEqual([])
  })
})
