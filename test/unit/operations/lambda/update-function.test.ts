import { describe, expect, it } from 'vitest'
import {
  InvalidInput,
  NotFound,
  NotSupported,
  PreconditionFailed,
} from '../../../../src/domain/faults.ts'
import { CODE, createRoom, functionArn, OTHER_CODE, SCOPE, sha256 } from './room.ts'

const STALE = new PreconditionFailed(
  'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
)

const IN_PROGRESS = {
  State: 'Active',
  LastUpdateStatus: 'InProgress',
  LastUpdateStatusReason: 'The function is being created.',
  LastUpdateStatusReasonCode: 'Creating',
}

async function aRoomWithBilling(given: object = {}) {
  const room = createRoom()
  await room.aFunction('billing', given)
  const read = () => room.call('GetFunctionConfiguration', { FunctionName: 'billing' })
  return { ...room, read }
}

describe.each([
  ['UpdateFunctionCode', { ZipFile: OTHER_CODE }],
  ['UpdateFunctionConfiguration', { Description: 'new' }],
])('%s', (operation, change) => {
  const update = { FunctionName: 'billing', ...change }

  it('answers an update in progress, and the function is read as updated', async () => {
    const { call, read, clock, retired } = await aRoomWithBilling()
    const before = await read()
    clock.at += 60_000
    const answer = await call(operation, update)
    expect(answer).toMatchObject({ ...IN_PROGRESS, LastModified: '2026-11-23T09:31:00.000+0000' })

    const after = await read()
    expect(after).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' })
    expect(after).not.toHaveProperty('LastUpdateStatusReason')
    const revisions = [before, answer, after].map((one) => one['RevisionId'])
    expect(new Set(revisions).size).toBe(3)
    expect(retired).toEqual(['billing:$LATEST'])
  })

  it('counts as a change also when nothing is different', async () => {
    const { call, read } = await aRoomWithBilling()
    await call(operation, update)
    const before = await read()
    await call(operation, update)
    expect((await read())['RevisionId']).not.toBe(before['RevisionId'])
  })

  it('goes by the revision that is read, not by the one that creation answered', async () => {
    const room = createRoom()
    const created = await room.aFunction('billing')
    const read = await room.call('GetFunctionConfiguration', { FunctionName: 'billing' })
    for (const RevisionId of ['wrong', created['RevisionId']]) {
      await expect(room.call(operation, { ...update, RevisionId })).rejects.toThrow(STALE)
    }
    const { RevisionId } = read
    await expect(room.call(operation, { ...update, RevisionId })).resolves.toBeDefined()
    expect(room.retired).toEqual(['billing:$LATEST'])
  })

  it('does not find a function that is not there', async () => {
    await expect(createRoom().call(operation, update)).rejects.toThrow(
      new NotFound(`Function not found: ${functionArn('billing')}`),
    )
  })

  it('changes $LATEST by name, and no version or alias', async () => {
    const { call } = await aRoomWithBilling()
    const latest = await call(operation, { ...update, FunctionName: 'billing:$LATEST' })
    expect(latest['FunctionArn']).toBe(functionArn('billing:$LATEST'))
    await expect(call(operation, { ...update, FunctionName: 'billing:live' })).rejects.toThrow(
      new InvalidInput(
        'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
      ),
    )
  })

  it('is done again when the function was changed meanwhile', async () => {
    const { call, read, functions } = await aRoomWithBilling()
    const { put } = functions
    let interrupted = false
    functions.put = async (scope, fn, expectation) => {
      if (!interrupted) {
        interrupted = true
        await call('TagResource', { Resource: functionArn('billing'), Tags: { a: 'b' } })
      }
      await put(scope, fn, expectation)
    }
    await call(operation, update)
    expect(await read()).toMatchObject(operation === 'UpdateFunctionCode' ? {} : change)
    const found = await functions.find(SCOPE, 'billing')
    expect(found?.function.tags).toEqual([{ key: 'a', value: 'b' }])
  })

  it('gives a function of the development directory a record of its own', async () => {
    const { call, functions } = await aRoomWithBilling()
    const found = await functions.find(SCOPE, 'billing')
    if (!found) throw new Error('it was just made')
    const expectations: unknown[] = []
    functions.find = async () => ({ function: found.function })
    functions.put = async (_scope, _fn, expectation) => void expectations.push(expectation)
    await call(operation, update)
    expect(expectations).toEqual(['absent'])
  })
})

describe('UpdateFunctionCode', () => {
  it('replaces the code and keeps the rest', async () => {
    const { call, read, blobs } = await aRoomWithBilling({ Description: 'bills' })
    await call('UpdateFunctionCode', {
      FunctionName: 'billing',
      ZipFile: OTHER_CODE,
      Architectures: ['arm64'],
    })
    expect(await read()).toMatchObject({
      CodeSha256: sha256(OTHER_CODE, 'base64'),
      CodeSize: OTHER_CODE.byteLength,
      Architectures: ['arm64'],
      Description: 'bills',
    })
    expect([...blobs.keys()]).toEqual([CODE, OTHER_CODE].map((zip) => sha256(zip, 'hex')))
  })

  it('only checks when it is a dry run', async () => {
    const { call, read, blobs, retired } = await aRoomWithBilling()
    const before = await read()
    const dryRun = { FunctionName: 'billing', DryRun: true }
    expect(await call('UpdateFunctionCode', { ...dryRun, ZipFile: OTHER_CODE })).toEqual(before)
    await expect(
      call('UpdateFunctionCode', { ...dryRun, ZipFile: new Uint8Array(64) }),
    ).rejects.toThrow('Could not unzip uploaded file.')
    expect([await read(), blobs.size, retired]).toEqual([before, 1, []])
  })

  it.each([
    [{}, InvalidInput, 'Please provide a source for function code.'],
    [
      { ImageUri: 'i' },
      InvalidInput,
      "Please don't provide ImageUri when updating a function with packageType Zip.",
    ],
    [
      { S3Bucket: 'bucket', S3Key: 'key' },
      NotSupported,
      'Parameter S3Bucket is supported by busbar when BUSBAR_ENDPOINT_S3 says where S3 is. Without it, code comes as ZipFile, or from a folder of this machine: the bucket hot-reload with its absolute path as key.',
    ],
  ])('refuses %j', async (given, fault, message) => {
    const { call } = await aRoomWithBilling()
    await expect(call('UpdateFunctionCode', { FunctionName: 'billing', ...given })).rejects.toThrow(
      new fault(message),
    )
  })
})

describe('UpdateFunctionConfiguration', () => {
  const aChange = (given: object) => ({ FunctionName: 'billing', ...given })

  it('changes what is given and keeps the rest', async () => {
    const { call, read } = await aRoomWithBilling({
      Environment: { Variables: { OLD: '1' } },
      KMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    })
    const before = await read()
    await call('UpdateFunctionConfiguration', aChange({ Timeout: 10, Runtime: 'nodejs24.x' }))
    expect(await read()).toEqual({
      ...before,
      RevisionId: expect.any(String),
      Timeout: 10,
      Runtime: 'nodejs24.x',
      RuntimeVersionConfig: expect.anything(),
    })
  })

  it('replaces the whole environment', async () => {
    const { call, read } = await aRoomWithBilling({ Environment: { Variables: { OLD: '1' } } })
    await call('UpdateFunctionConfiguration', aChange({ Environment: { Variables: { NEW: '2' } } }))
    expect((await read())['Environment']).toEqual({ Variables: { NEW: '2' } })
  })

  it('takes the key away when it is empty', async () => {
    const { call, read } = await aRoomWithBilling({
      KMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    })
    await call('UpdateFunctionConfiguration', aChange({ KMSKeyArn: '' }))
    expect(await read()).not.toHaveProperty('KMSKeyArn')
  })

  it.each([
    [
      'nodejs14.x',
      { Runtime: 'nodejs14.x' },
      'The runtime parameter of nodejs14.x is no longer supported',
    ],
    [
      'a reserved variable',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'Reserved keys used in this request: AWS_REGION',
    ],
    [
      'tracing',
      { TracingConfig: { Mode: 'Active' } },
      'Parameter TracingConfig.Mode is supported by busbar',
    ],
    [
      'levels of a text log',
      { LoggingConfig: { SystemLogLevel: 'WARN' } },
      'LoggingConfig.SystemLogLevel can be set only when LogFormat is JSON.',
    ],
  ])('refuses %s', async (_what, given, message) => {
    const { call, read } = await aRoomWithBilling()
    const before = await read()
    await expect(call('UpdateFunctionConfiguration', aChange(given))).rejects.toThrow(message)
    expect(await read()).toEqual(before)
  })
})
