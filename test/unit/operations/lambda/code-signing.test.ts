import { describe, expect, it } from 'vitest'
import {
  CodeSigningConfigNotFound,
  Conflict,
  NotSupported,
  UntypedNotFound,
} from '../../../../src/domain/faults.ts'
import { createRoom, functionArn } from './room.ts'

const profile = (name: string) =>
  `arn:aws:signer:eu-west-1:111122223333:/signing-profiles/${name}/v`
const publishers = (...names: string[]) => ({
  AllowedPublishers: { SigningProfileVersionArns: names.map(profile) },
})
const unknown = `arn:aws:lambda:eu-west-1:111122223333:code-signing-config:csc-${'0'.repeat(17)}`

async function aRoomWithConfig() {
  const room = createRoom()
  const create = async (given: object = {}) => {
    const { CodeSigningConfig } = await room.call('CreateCodeSigningConfig', {
      ...publishers('p'),
      ...given,
    })
    return CodeSigningConfig as { CodeSigningConfigArn: string }
  }
  const created = await create()
  const { CodeSigningConfigArn } = created
  return { ...room, create, created, CodeSigningConfigArn }
}

describe('a code signing config', () => {
  it('is read back as it was made and changed', async () => {
    const { call, created, CodeSigningConfigArn } = await aRoomWithConfig()
    expect(created).toEqual({
      CodeSigningConfigId: expect.stringMatching(/^csc-[a-z0-9]{17}$/),
      CodeSigningConfigArn: expect.stringMatching(/:code-signing-config:csc-[a-z0-9]{17}$/),
      ...publishers('p'),
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
      LastModified: '2026-11-23T09:30:00.000+0000',
    })
    const expected = { CodeSigningConfig: { ...created, ...publishers('q'), Description: 'text' } }
    const changes = { ...publishers('q'), Description: 'text' }
    expect(await call('UpdateCodeSigningConfig', { CodeSigningConfigArn, ...changes })).toEqual(
      expected,
    )
    expect(await call('GetCodeSigningConfig', { CodeSigningConfigArn })).toEqual(expected)
  })

  it('is listed in pages', async () => {
    const { call, create } = await aRoomWithConfig()
    await create()
    await create()
    const first = await call('ListCodeSigningConfigs', { MaxItems: 2 })
    const rest = await call('ListCodeSigningConfigs', { Marker: first['NextMarker'] })
    expect(first['CodeSigningConfigs']).toHaveLength(2)
    expect(rest['CodeSigningConfigs']).toHaveLength(1)
    expect(rest).not.toHaveProperty('NextMarker')
  })

  it('does not refuse code, so it cannot be asked to', async () => {
    const { call, create, CodeSigningConfigArn } = await aRoomWithConfig()
    const enforce = { CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' } }
    await expect(create(enforce)).rejects.toThrow(NotSupported)
    await expect(
      call('UpdateCodeSigningConfig', { CodeSigningConfigArn, ...enforce }),
    ).rejects.toThrow('Parameter CodeSigningPolicies.UntrustedArtifactOnDeployment')
    await expect(create({ Tags: { a: 'b' } })).rejects.toThrow(NotSupported)
  })

  it.each([
    'GetCodeSigningConfig',
    'UpdateCodeSigningConfig',
    'DeleteCodeSigningConfig',
    'ListFunctionsByCodeSigningConfig',
  ])('is not found by %s when there is none', async (operation) => {
    const { call } = await aRoomWithConfig()
    await expect(call(operation, { CodeSigningConfigArn: unknown })).rejects.toThrow(
      new UntypedNotFound(`The Lambda code signing configuration ${unknown} can not be found.`),
    )
  })
})

describe('the code signing config of a function', () => {
  const billing = { FunctionName: 'billing' }

  it('is given, shown and taken away, and cannot go before', async () => {
    const { aFunction, call, CodeSigningConfigArn } = await aRoomWithConfig()
    await aFunction('billing')
    const get = () => call('GetFunctionCodeSigningConfig', billing)
    expect(await get()).toEqual({})
    const given = { CodeSigningConfigArn, ...billing }
    expect(await call('PutFunctionCodeSigningConfig', given)).toEqual(given)
    expect(await get()).toEqual(given)
    expect(await call('ListFunctionsByCodeSigningConfig', { CodeSigningConfigArn })).toEqual({
      FunctionArns: [functionArn('billing')],
    })
    const remove = () => call('DeleteCodeSigningConfig', { CodeSigningConfigArn })
    await expect(remove()).rejects.toThrow(Conflict)
    await call('DeleteFunctionCodeSigningConfig', billing)
    await call('DeleteFunctionCodeSigningConfig', billing)
    expect(await get()).toEqual({})
    expect(await remove()).toBeUndefined()
  })

  it('can be given as the function is created', async () => {
    const { aFunction, call, CodeSigningConfigArn } = await aRoomWithConfig()
    await aFunction('billing', { CodeSigningConfigArn })
    expect(await call('GetFunctionCodeSigningConfig', billing)).toMatchObject({
      CodeSigningConfigArn,
    })
  })

  it.each([['give it first'], ['delete it first']])(
    'is there as long as the function has it, when both are done at once (%s)',
    async (order) => {
      const { aFunction, call, CodeSigningConfigArn } = await aRoomWithConfig()
      await aFunction('billing')
      const both = [
        () => call('PutFunctionCodeSigningConfig', { ...billing, CodeSigningConfigArn }),
        () => call('DeleteCodeSigningConfig', { CodeSigningConfigArn }),
      ]
      const acts = order === 'give it first' ? both : both.toReversed()
      const done = await Promise.allSettled(acts.map((act) => act()))
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const given = await call('GetFunctionCodeSigningConfig', billing)
      const there = await call('ListCodeSigningConfigs', {})
      expect(there['CodeSigningConfigs']).toHaveLength('CodeSigningConfigArn' in given ? 1 : 0)
    },
  )

  it('may go while a function is created with it, which then is not', async () => {
    const { aFunction, call, CodeSigningConfigArn } = await aRoomWithConfig()
    const creation = aFunction('billing', { CodeSigningConfigArn })
    const done = await Promise.allSettled([
      creation,
      call('DeleteCodeSigningConfig', { CodeSigningConfigArn }),
    ])
    expect(done.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    await expect(creation).rejects.toThrow(CodeSigningConfigNotFound)
  })

  it('has to be there', async () => {
    const { aFunction, call } = await aRoomWithConfig()
    const refusal = new CodeSigningConfigNotFound(
      `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${unknown}.`,
    )
    const given = { CodeSigningConfigArn: unknown }
    await expect(aFunction('billing', given)).rejects.toThrow(refusal)
    await aFunction('billing')
    await expect(call('PutFunctionCodeSigningConfig', { ...billing, ...given })).rejects.toThrow(
      refusal,
    )
  })
})
