import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alias } from '../../../../src/domain/alias.ts'
import {
  withoutProvisioned,
  withProvisioned,
} from '../../../../src/domain/concurrency/provisioned-concurrency.ts'
import { Throttled } from '../../../../src/domain/faults.ts'
import type { LambdaFunction } from '../../../../src/domain/function.ts'
import { createConcurrencyLeases } from '../../../../src/execution/concurrency/create-concurrency-leases.ts'
import { createProvisionedConcurrency } from '../../../../src/execution/provisioned/create-provisioned-concurrency.ts'
import { createActivity } from '../../../../src/platform/activity.ts'
import { createManualClock } from '../../../../src/platform/manual-clock.ts'
import { aFunction, scope } from '../../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'
import { createFakeEnvironments } from './fake-environments.ts'

const KEY = [scope.account, scope.region, 'charge']
const VERSIONS = ['1', '2', '3']
const FAILURE = 'FUNCTION_ERROR_INIT_FAILURE'

const anAlias = (version: string): Alias => ({
  name: 'live',
  version,
  description: '',
  revisionId: version,
})

async function open(options: { most?: number; reserved?: number } = {}) {
  const config = createInMemoryConfigStore()
  const activity = createActivity()
  const clock = createManualClock(0)
  const leases = createConcurrencyLeases({ config, accountLimit: 100 })
  const fake = createFakeEnvironments(options.most ?? 10)
  let fn: LambdaFunction = {
    ...aFunction(),
    versions: Object.fromEntries(VERSIONS.map((version) => [version, { revisionId: version }])),
    ...(options.reserved !== undefined && { reservedConcurrency: options.reserved }),
  }
  const put = async (changed: LambdaFunction) => {
    fn = changed
    await config.put('functions', KEY, fn, 'any')
  }
  const functions = {
    resolve: async (_scope: object, _name: string, version: string | undefined) => ({
      function: fn,
      configuration: { ...fn.latest, version: version ?? '' },
    }),
  }
  const { environments } = fake
  const deps = { config, functions, environments, leases, activity, clock }
  const provisioned = createProvisionedConcurrency(deps)
  await put(fn)
  provisioned.start()
  let asked = 0
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  return {
    ...fake,
    activity,
    clock,
    config,
    leases,
    provisioned,
    turn,
    status: (qualifier: string) => provisioned.statusOf(scope, 'charge', qualifier),
    async ask(qualifier: string, requested: number) {
      const revisionId = String(++asked)
      await put(withProvisioned(fn, qualifier, { requested, lastModifiedAt: 0, revisionId }))
      await turn()
    },
    async forget(qualifier: string) {
      await put(withoutProvisioned(fn, qualifier))
      await turn()
    },
    async point(version: string) {
      await put({ ...fn, aliases: [anAlias(version)] })
      await turn()
    },
    async passTime(ms: number) {
      clock.set(clock.now() + ms)
      await turn()
    },
  }
}

const inProgress = (requested: number, available = 0) => ({
  requested,
  available,
  status: 'IN_PROGRESS',
})
const ready = (requested: number) => ({ requested, available: requested, status: 'READY' })
const failed = (requested: number, available: number, reason: string) => ({
  requested,
  available,
  status: 'FAILED',
  reason,
})

describe('provisioned concurrency', () => {
  it('is started at once, and ready when all of it is initialised', async () => {
    const { ask, status, versions, initialise, activity } = await open()
    await ask('1', 2)
    expect(versions()).toEqual(['1', '1'])
    expect(status('1')).toEqual(inProgress(2))
    expect(activity.isIdle()).toBe(false)
    initialise()
    expect(status('1')).toEqual(ready(2))
    expect(activity.isIdle()).toBe(true)
    expect(status('2')).toBeUndefined()
  })

  it('counts before all others; what is set aside for it is nobody else’s (recorded on AWS)', async () => {
    const { ask, initialise, leases } = await open({ reserved: 1 })
    const of = (version: string) => ({ ...scope, name: 'charge', version })
    await ask('1', 1)
    // While it is being initialised, nobody can use it.
    expect(() => leases.take(of('1'))).toThrow(Throttled)
    initialise()
    expect(() => leases.take(of('$LATEST'))).toThrow(
      expect.objectContaining({ reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' }),
    )
    expect(leases.take(of('1')).from).toBe('provisioned')
    expect(() => leases.take(of('1'))).toThrow(Throttled)
  })

  it('follows its alias', async () => {
    const { ask, point, status, versions, initialise, leases } = await open()
    await point('1')
    await ask('live', 2)
    initialise()
    await point('2')
    expect(versions()).toEqual(['2', '2'])
    expect(status('live')).toEqual(inProgress(2))
    expect(leases.provisionedOf({ ...scope, name: 'charge' })).toBe(2)
    initialise()
    expect(status('live')).toEqual(ready(2))
  })

  it('fails with AWS’s reason, and is tried again after a minute', async () => {
    const { ask, status, fail, started, passTime, initialise } = await open()
    await ask('1', 1)
    fail(FAILURE)
    expect(status('1')).toEqual(failed(1, 0, FAILURE))
    await passTime(59_999)
    expect(started()).toBe(1)
    await passTime(1)
    expect(started()).toBe(2)
    initialise()
    expect(status('1')).toEqual(ready(1))
  })

  it('is tried again when it is asked for again, with the same number too', async () => {
    const { ask, status, fail, initialise } = await open()
    await ask('1', 1)
    fail(FAILURE)
    await ask('1', 1)
    expect(status('1')).toEqual(inProgress(1))
    initialise()
    expect(status('1')).toEqual(ready(1))
  })

  it('is replaced, but not without an end when it dies unused', async () => {
    const { ask, status, lose, initialise, turn, started } = await open()
    await ask('1', 1)
    for (let used = 0; used < 5; used += 1) {
      initialise()
      lose(false)
      await turn()
    }
    expect(started()).toBe(6)
    for (let unused = 0; unused < 5; unused += 1) {
      initialise()
      lose(true)
      await turn()
    }
    expect(started()).toBe(8)
    expect(status('1')).toEqual(failed(1, 0, FAILURE))
  })

  it('says that the server has no room, and is filled when there is', async () => {
    const { ask, forget, status, initialise } = await open({ most: 3 })
    await ask('1', 2)
    await ask('2', 2)
    initialise()
    expect(status('2')).toEqual(
      failed(2, 1, expect.stringMatching(/^This server has room for 3 .* BUSBAR_MAX_ENVIRONMENTS/)),
    )
    await forget('1')
    initialise()
    expect(status('2')).toEqual(ready(2))
  })

  it('goes with its function, and starts nothing more once it is stopped', async () => {
    const { ask, config, versions, turn, provisioned, initialise, lose, leases } = await open()
    await ask('1', 2)
    await config.delete('functions', KEY, 'any')
    await turn()
    expect(versions()).toEqual([])
    expect(leases.provisionedOf({ ...scope, name: 'charge' })).toBe(0)

    await ask('1', 2)
    initialise()
    provisioned.stop()
    lose(false)
    await turn()
    expect(versions()).toEqual(['1'])
  })
})

type Step = (server: Awaited<ReturnType<typeof open>>) => unknown
const version = fc.constantFrom(...VERSIONS)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(version, fc.integer({ min: 1, max: 4 })).map(
    ([v, n]): Step =>
      ({ ask }) =>
        ask(v, n),
  ),
  version.map(
    (v): Step =>
      ({ forget }) =>
        forget(v),
  ),
  fc.constant<Step>(({ initialise }) => initialise()),
  fc.constant<Step>(({ fail }) => fail(FAILURE)),
  fc.boolean().map(
    (diedUnused): Step =>
      ({ lose }) =>
        lose(diedUnused),
  ),
  fc.constant<Step>(({ turn }) => turn()),
  fc.constant<Step>(({ passTime }) => passTime(60_000)),
)

it('comes to what is asked for in the end, whatever happens, and never hands out more', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const server = await open({ most: 5 })
      const { status, versions, ready: readyOf, passTime, initialise, leases } = server
      const all = () => VERSIONS.map((v) => status(v)?.requested ?? 0)
      for (const take of steps) {
        await take(server)
        expect(versions().length).toBeLessThanOrEqual(5)
        const asked = all().reduce((sum, one) => sum + one, 0)
        expect(leases.provisionedOf({ ...scope, name: 'charge' })).toBe(asked)
        for (const v of VERSIONS) {
          const { available = 0, requested = 0 } = status(v) ?? {}
          expect(available).toBe(readyOf(v))
          expect(available).toBeLessThanOrEqual(requested)
        }
      }
      // What failed is tried again; then nothing more happens.
      for (let rounds = 0; rounds < 3; rounds += 1) {
        await passTime(60_000)
        initialise()
      }
      const asked = all().reduce((sum, one) => sum + one, 0)
      expect(versions().length).toBe(Math.min(asked, 5))
      if (asked <= 5) {
        for (const v of VERSIONS) expect([undefined, 'READY']).toContain(status(v)?.status)
      }
      expect(server.activity.isIdle()).toBe(true)
    }),
    { numRuns: 60 },
  )
})
