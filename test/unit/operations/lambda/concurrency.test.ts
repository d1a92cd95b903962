import { describe, expect, it } from 'vitest'
import { InvalidInput, NotFound, UntypedInvalidInput } from '../../../../src/domain/faults.ts'
import { wireErrorOf } from '../../../../src/protocol/wire-errors.ts'
import { createRoom, functionArn, SCOPE } from './room.ts'

const billing = { FunctionName: 'billing' }

async function open() {
  const room = createRoom()
  await room.aFunction('billing', { Publish: true })
  const put = (ReservedConcurrentExecutions: number, FunctionName = 'billing') =>
    room.call('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions })
  const get = () => room.call('GetFunctionConcurrency', billing)
  return { ...room, put, get }
}

describe('the reserved concurrency of a function', () => {
  it('is put, shown and deleted', async () => {
    const { call, put, get } = await open()
    expect(await get()).toEqual({})
    const reserved = { ReservedConcurrentExecutions: 0 }
    expect(await put(0)).toEqual(reserved)
    expect(await get()).toEqual(reserved)
    expect(await call('GetFunction', billing)).toMatchObject({ Concurrency: reserved })
    expect(await put(7)).toEqual({ ReservedConcurrentExecutions: 7 })
    await call('DeleteFunctionConcurrency', billing)
    await call('DeleteFunctionConcurrency', billing)
    expect(await get()).toEqual({})
    expect(await call('GetFunction', billing)).not.toHaveProperty('Concurrency')
  })

  it('changes the revision of the function, and not when it was modified', async () => {
    const { call, put, clock } = await open()
    const before = await call('GetFunctionConfiguration', billing)
    clock.at += 60_000
    await put(7)
    const after = await call('GetFunctionConfiguration', billing)
    expect(after['RevisionId']).not.toBe(before['RevisionId'])
    expect(after['LastModified']).toBe(before['LastModified'])
  })

  it('leaves a hundred to all others, also when several ask at once', async () => {
    const { aFunction, call, put, leases } = await open()
    const names = ['billing', 'one', 'two', 'three']
    for (const name of names.slice(1)) await aFunction(name, { Publish: true })
    const provision = (FunctionName: string) =>
      call('PutProvisionedConcurrencyConfig', {
        FunctionName,
        Qualifier: '1',
        ProvisionedConcurrentExecutions: 400,
      })
    // An operation is loaded with its first call; the order here is that of the calls.
    await expect(provision('nobody')).rejects.toThrow('not found')
    const asked = [put(400, 'billing'), provision('one'), put(400, 'two'), provision('three')]
    const answers = await Promise.allSettled(asked)
    // This room starts nothing, so that only reservations count here.
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ])
    expect(leases.unreserved(SCOPE)).toBe(200)
  })

  it('leaves a hundred to all others', async () => {
    const { aFunction, call, put } = await open()
    await aFunction('other')
    await put(100, 'other')
    await put(800)
    await put(790)
    const tooMuch = put(801)
    await expect(tooMuch).rejects.toThrow(
      new UntypedInvalidInput(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      ),
    )
    const fault = await tooMuch.catch((error) => error)
    expect(wireErrorOf('lambda', fault)).not.toHaveProperty('type')
    expect(await call('GetFunctionConcurrency', billing)).toEqual({
      ReservedConcurrentExecutions: 790,
    })
  })

  it('is not less than what is provisioned', async () => {
    const { put, leases } = await open()
    leases.provision({ ...SCOPE, name: 'billing', version: '1' }, { requested: 2, ready: 2 })
    await expect(put(1)).rejects.toThrow(
      new InvalidInput(
        " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
      ),
    )
    expect(await put(2)).toEqual({ ReservedConcurrentExecutions: 2 })
  })

  it.each(['billing:1', 'billing:$LATEST', functionArn('billing:1')])(
    'is none of %s',
    async (FunctionName) => {
      const { call, put } = await open()
      const message = /^This operation is permitted on Lambda functions only\./
      await expect(put(1, FunctionName)).rejects.toThrow(message)
      for (const verb of ['Get', 'Delete']) {
        const asked = call(`${verb}FunctionConcurrency`, { FunctionName })
        await expect(asked).rejects.toThrow(message)
      }
    },
  )

  it('is not found without the function, in the words of each operation', async () => {
    const { call } = createRoom()
    const input = { ...billing, ReservedConcurrentExecutions: 1 }
    await expect(call('PutFunctionConcurrency', input)).rejects.toThrow(
      new NotFound(`Function not found: ${functionArn('billing:$LATEST')}`),
    )
    for (const name of ['GetFunctionConcurrency', 'DeleteFunctionConcurrency']) {
      const missing = new NotFound(`Function not found: ${functionArn('billing')}`)
      await expect(call(name, billing)).rejects.toThrow(missing)
    }
  })
})
