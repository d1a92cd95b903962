import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Throttled } from '../../../../src/domain/faults.ts'
import type { ConcurrencyLease } from '../../../../src/execution/concurrency/concurrency-leases.ts'
import { createConcurrencyLeases } from '../../../../src/execution/concurrency/create-concurrency-leases.ts'
import { limitConcurrency } from '../../../../src/execution/concurrency/limit-concurrency.ts'
import type { Executor, Invocation } from '../../../../src/execution/executor.ts'
import { aFunction, scope } from '../../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'

const charge = { ...scope, name: 'charge', version: '$LATEST' }
const refund = { ...scope, name: 'refund', version: '$LATEST' }
const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded'

async function open(accountLimit = 3) {
  const config = createInMemoryConfigStore()
  const leases = createConcurrencyLeases({ config, accountLimit })
  const reserve = (reservedConcurrency?: number) =>
    config.put(
      'functions',
      [scope.account, scope.region, 'charge'],
      { ...aFunction(), ...(reservedConcurrency !== undefined && { reservedConcurrency }) },
      'any',
    )
  return { config, leases, reserve }
}

function reasonOf(take: () => unknown): string | undefined {
  try {
    take()
  } catch (error) {
    if (error instanceof Throttled) return error.reason
    throw error
  }
  return 'not throttled'
}

describe('leases on concurrency', () => {
  it('are given up to the limit of the account in a region, and again once they are released', async () => {
    const { leases } = await open()
    const [first] = [leases.take(charge), leases.take(refund), leases.take(charge)]
    expect(reasonOf(() => leases.take(refund))).toBe('ConcurrentInvocationLimitExceeded')
    expect(leases.take({ ...charge, region: 'us-west-2' }).from).toBe('unreserved')
    first?.release()
    first?.release()
    expect(leases.take(refund).from).toBe('unreserved')
    expect(() => leases.take(refund)).toThrow('Rate Exceeded.')
  })

  it('keep to a reservation as it is now, of all versions together', async () => {
    const { leases, reserve, config } = await open()
    await reserve(1)
    expect(leases.reservationOf(charge)).toBe(1)
    const lease = leases.take({ ...charge, version: '1' })
    expect(lease.from).toBe('reserved')
    expect(reasonOf(() => leases.take(charge))).toBe(RESERVED)
    await reserve(2)
    expect(leases.take(charge).from).toBe('reserved')
    await reserve(0)
    expect(reasonOf(() => leases.take(charge))).toBe(RESERVED)
    await config.delete('functions', [scope.account, scope.region, 'charge'], 'any')
    expect(leases.reservationOf(charge)).toBeUndefined()
    expect(leases.take(charge).from).toBe('unreserved')
  })

  it('set aside for one function what no other gets', async () => {
    const { leases, reserve } = await open()
    await reserve(2)
    expect(leases.unreserved(scope)).toBe(1)
    expect(leases.unreserved({ ...scope, region: 'us-west-2' })).toBe(3)
    leases.take(refund)
    expect(reasonOf(() => leases.take(refund))).toBe('ConcurrentInvocationLimitExceeded')
    expect(leases.take(charge).from).toBe('reserved')
  })

  it('are provisioned first, and spill over', async () => {
    const { leases, reserve } = await open()
    const one = { ...charge, version: '1' }
    leases.provision(one, { requested: 1, ready: 0 })
    expect(leases.unreserved(scope)).toBe(2)
    leases.take(one).release()
    leases.provision(one, { requested: 1, ready: 1 })
    const lease = leases.take(one)
    expect(lease.from).toBe('provisioned')
    expect(leases.take(one).from).toBe('unreserved')
    lease.release()
    expect(leases.take(one).from).toBe('provisioned')
    await reserve(1)
    expect(reasonOf(() => leases.take(charge))).toBe(RESERVED)
    leases.provision(one, { requested: 0, ready: 0 })
    expect(leases.unreserved(scope)).toBe(2)
  })

  it('never exceed a limit, and all come back', () => {
    const step = fc.record({
      who: fc.constantFrom(charge, refund, { ...charge, version: '1' }),
      releases: fc.boolean(),
    })
    const property = fc.asyncProperty(
      fc.array(step),
      fc.nat({ max: 2 }),
      async (steps, reserved) => {
        const { leases, reserve } = await open(4)
        await reserve(reserved)
        const held: { name: string; lease: ConcurrencyLease }[] = []
        for (const { who, releases } of steps) {
          if (releases) held.shift()?.lease.release()
          else if (
            reasonOf(() => held.push({ name: who.name, lease: leases.take(who) })) === undefined
          )
            throw new Error('a throttle has a reason')
          const of = (name: string) => held.filter((one) => one.name === name).length
          expect(of('charge')).toBeLessThanOrEqual(reserved)
          expect(of('refund')).toBeLessThanOrEqual(4 - reserved)
        }
        for (const { lease } of held) lease.release()
        for (let at = 0; at < 4 - reserved; at++) leases.take(refund)
        expect(reasonOf(() => leases.take(refund))).toBe('ConcurrentInvocationLimitExceeded')
      },
    )
    return fc.assert(property)
  })
})

describe('an executor with limits', () => {
  const invocation = { scope, configuration: aFunction().latest } as Invocation

  it('counts an invocation until it has ended, however it ends', async () => {
    const { leases } = await open(1)
    const ends: (() => void)[] = []
    const executor = limitConcurrency(
      {
        invoke: () => new Promise((_, reject) => ends.push(() => reject(new Error('gone')))),
      } as unknown as Executor,
      leases,
    )
    const first = executor.invoke(invocation, 'synchronous')
    await expect(executor.invoke(invocation, 'asynchronous')).rejects.toThrow(Throttled)
    ends[0]?.()
    await expect(first).rejects.toThrow('gone')
    const next = executor.invoke(invocation, 'synchronous')
    ends[1]?.()
    await expect(next).rejects.toThrow('gone')
  })

  it('counts an execution until the last of the invocations that share it has ended', async () => {
    const { leases } = await open(1)
    let free = () => {}
    const executor = limitConcurrency(
      {
        async invoke(_invocation: Invocation, _caller: string, onFree: () => void) {
          free = onFree
        },
      } as unknown as Executor,
      leases,
    )
    let isFree = false
    await executor.invoke(invocation, 'asynchronous', () => {
      isFree = true
    })
    await expect(executor.invoke(invocation, 'synchronous')).rejects.toThrow(Throttled)
    free()
    expect(isFree).toBe(true)
    await executor.invoke(invocation, 'synchronous')
  })
})
