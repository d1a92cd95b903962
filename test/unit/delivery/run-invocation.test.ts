import { describe, expect, it } from 'vitest'
import { createInvocationRunner } from '../../../src/delivery/run-invocation.ts'
import { NotSupported, Unavailable } from '../../../src/domain/faults.ts'
import type { LambdaFunction } from '../../../src/domain/function.ts'
import { createFunctionRegistry } from '../../../src/execution/create-function-registry.ts'
import type { Invocation, InvocationResult } from '../../../src/execution/executor.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { aFunction, anInvocation, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { noDevelopmentFunctions } from '../../support/no-development-functions.ts'
import { aClaim, aJobFor, aPutEvent, via } from './attempting.ts'

const HOUR = 3_600_000
const succeeded: InvocationResult = {
  payload: 'null',
  executedVersion: '$LATEST',
  logTail: new Uint8Array(),
  durationMs: 1,
}
const failed: InvocationResult = {
  ...succeeded,
  payload: '{"errorType":"TypeError","errorMessage":"no"}',
  error: { type: 'TypeError', message: 'no' },
}

/** One function, `charge`, that ends as it is told. */
async function open(
  execute: () => Promise<InvocationResult> = async () => succeeded,
  fn = aFunction(),
  policies: 'report' | 'enforce' = 'report',
) {
  const clock = createManualClock(0)
  const store = createInMemoryStore()
  const invoked: Invocation[] = []
  const chance = { draw: 0.5 }
  const functions = createFunctionRegistry({
    config: createInMemoryConfigStore(),
    development: noDevelopmentFunctions,
  })
  for (const version of Object.keys(fn.versions)) {
    await functions.putVersion(scope, { ...fn.latest, version })
  }
  await functions.put(scope, fn, 'absent')
  const run = createInvocationRunner({
    clock,
    events: store.events,
    random: { uuid: () => 'f'.repeat(32), fraction: () => chance.draw },
    policies,
    functions,
    executor: {
      maxEnvironments: 1,
      describe: () => [],
      environments: () => ({ busy: 0, idle: 0 }),
      retire: () => {},
      lacks: async () => undefined,
      stop: async () => {},
      invoke(invocation, caller) {
        expect(caller).toBe('asynchronous')
        invoked.push(invocation)
        return execute()
      },
    },
  })
  return { run, clock, store, invoked, chance, functions }
}

describe('an attempt', () => {
  it('invokes the function with what the caller sent, under the id of the work', async () => {
    const { run, invoked } = await open()
    const work = { ...anInvocation(), traceHeader: 'Root=1' }
    const outcome = await run({ claim: aClaim({ work, payload: '{"a":1.0}' }) })
    expect(outcome).toEqual({
      next: 'done',
      attempt: { number: 1, startedAt: 0, endedAt: 0, outcome: 'succeeded' },
    })
    expect(invoked).toEqual([
      {
        requestId: 'work-1',
        scope: { ...scope, name: 'charge' },
        configuration: aFunction().latest,
        invokedArn: work.invokedArn,
        payload: '{"a":1.0}',
        traceHeader: expect.stringMatching(/^Root=1;Lineage=1:[0-9a-f]{8}:1$/),
      },
    ])
  })

  it('invokes the function with the event, in the shape that the target asks for', async () => {
    const { run, invoked } = await open()
    const event = aPutEvent()
    await run(aJobFor(event, { ...anInvocation(), via: via() }))
    await run(aJobFor(event, { ...anInvocation(), via: via({ inputPath: '$.detail' }) }))
    expect(invoked.map(({ payload }) => payload)).toEqual([event.text, '{"n":1.0}'])
  })

  it('reads the event from the log when it is not in memory', async () => {
    const { run, invoked, store } = await open()
    const event = aPutEvent()
    await store.accept({ events: [{ ...event, bus: 'other', text: '{}' }, event], work: [] })
    const { claim } = aJobFor(event, { ...anInvocation(), via: via() })
    await run({ claim })
    expect(invoked.map(({ payload }) => payload)).toEqual([event.text])
  })

  it('counts the attempts before it, and measures itself', async () => {
    const { run, clock } = await open(async () => {
      clock.set(500)
      return succeeded
    })
    expect(await run({ claim: aClaim({ attempts: 1 }) })).toMatchObject({
      attempt: { number: 2, startedAt: 0, endedAt: 500 },
    })
  })
})

describe('a failure of the function', () => {
  it.each([
    ['after a minute the first time', 0, 60_000],
    ['after two minutes the second time', 1, 120_000],
  ])('is retried %s', async (_when, attempts, at) => {
    const { run } = await open(async () => failed)
    expect(await run({ claim: aClaim({ attempts }) })).toEqual({
      next: 'retry',
      at,
      attempt: {
        number: attempts + 1,
        startedAt: 0,
        endedAt: 0,
        outcome: 'retrying',
        errorCode: 'TypeError',
        errorMessage: 'no',
      },
    })
  })

  it('is final the third time', async () => {
    const { run } = await open(async () => failed)
    expect(await run({ claim: aClaim({ attempts: 2 }) })).toMatchObject({
      next: 'done',
      attempt: { number: 3, outcome: 'failed', errorCode: 'TypeError' },
    })
  })

  it('is final when the retry would start after six hours', async () => {
    const { run, clock } = await open(async () => failed)
    clock.set(6 * HOUR - 59_999)
    expect(await run({ claim: aClaim() })).toMatchObject({
      next: 'done',
      attempt: { outcome: 'failed' },
    })
  })

  it('is kept with the beginning of its message', async () => {
    const error = { type: 'Error', message: 'x'.repeat(5_000) }
    const { run } = await open(async () => ({ ...failed, error }))
    expect(await run({ claim: aClaim() })).toMatchObject({
      attempt: { errorMessage: 'x'.repeat(1_024) },
    })
  })
})

describe('the version that runs', () => {
  const fn: LambdaFunction = {
    ...aFunction(),
    versions: { '1': { revisionId: 'a' }, '2': { revisionId: 'b' } },
    aliases: [
      {
        name: 'live',
        version: '1',
        description: '',
        revisionId: 'c',
        routing: { version: '2', weight: 0.25 },
      },
    ],
  }
  const through = (qualifier: string) => {
    const work = { ...anInvocation(), function: { ...scope, name: 'charge', qualifier } }
    return { claim: aClaim({ work }) }
  }

  it.each([
    ['1', 0, '1'],
    ['$LATEST', 0, '$LATEST'],
    ['live', 0.25, '1'],
    ['live', 0.24, '2'],
  ])('through %s with the draw %d is %s', async (qualifier, draw, version) => {
    const { run, invoked, chance } = await open(undefined, fn)
    chance.draw = draw
    await run(through(qualifier))
    expect(invoked.map(({ configuration }) => configuration.version)).toEqual([version])
  })

  it('is the one that an alias points to by the time of the attempt', async () => {
    const { run, invoked, functions } = await open(undefined, fn)
    const aliases = [{ name: 'live', version: '2', description: '', revisionId: 'd' }]
    await functions.put(scope, { ...fn, aliases }, 'any')
    await run(through('live'))
    expect(invoked.map(({ configuration }) => configuration.version)).toEqual(['2'])
  })
})

describe('a rule without a permission in the policy of its function', () => {
  const arn = anInvocation().invokedArn
  const work = { ...anInvocation(), via: via({ arn }) }
  const Condition = { ArnLike: { 'AWS:SourceArn': work.via.ruleArn } }
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: arn,
    Condition,
  }
  const withPolicy = (statements: object[]): LambdaFunction => ({
    ...aFunction(),
    policies: { '': { revisionId: 'p', statements: statements.map((one) => ({ ...one })) } },
  })

  it('invokes it all the same, unless policies are enforced', async () => {
    const { run, invoked } = await open()
    await run(aJobFor(aPutEvent(), work))
    expect(invoked).toHaveLength(1)
  })

  it('fails when policies are enforced, before the function runs', async () => {
    const other = { ...statement, Principal: { Service: 's3.amazonaws.com' } }
    for (const fn of [aFunction(), withPolicy([other])]) {
      const { run, invoked } = await open(undefined, fn, 'enforce')
      expect(await run(aJobFor(aPutEvent(), work))).toMatchObject({
        next: 'done',
        attempt: { outcome: 'failed', errorCode: 'NO_PERMISSIONS' },
      })
      expect(invoked).toEqual([])
    }
  })

  it('is not what one with a permission is, nor a caller, nor a retry', async () => {
    const allowed = await open(undefined, withPolicy([statement]), 'enforce')
    await allowed.run(aJobFor(aPutEvent(), work))
    expect(allowed.invoked).toHaveLength(1)
    const { run, invoked } = await open(undefined, aFunction(), 'enforce')
    await run({ claim: aClaim() })
    await run(aJobFor(aPutEvent(), work, { attempts: 1 }))
    expect(invoked).toHaveLength(2)
  })
})

describe('a chain of invocations', () => {
  const through = async (executions: number, change: Partial<LambdaFunction> = {}) => {
    const { run, invoked } = await open(undefined, { ...aFunction(), ...change })
    await run({ claim: aClaim({ work: anInvocation() }) })
    const [lineage] = /Lineage=1:[0-9a-f]{8}:/.exec(invoked[0]?.traceHeader ?? '') ?? []
    const traceHeader = `Root=1;${lineage}${executions}`
    const work = { ...anInvocation(), traceHeader }
    return { run, work, invoked }
  }

  it('ends when it comes back for the seventeenth time', async () => {
    const allowed = await through(15)
    await allowed.run({ claim: aClaim({ work: allowed.work }) })
    expect(allowed.invoked[1]?.traceHeader).toMatch(/^Root=1;Lineage=1:[0-9a-f]{8}:16$/)
    const { run, work, invoked } = await through(16)
    expect(await run({ claim: aClaim({ work }) })).toMatchObject({
      next: 'done',
      attempt: { outcome: 'dropped', errorCode: 'RecursiveInvocation' },
    })
    expect(invoked).toHaveLength(1)
  })

  it('goes on where that is allowed, and by way of an event bus', async () => {
    const allowed = await through(16, { recursiveLoop: 'Allow' })
    await allowed.run({ claim: aClaim({ work: allowed.work }) })
    expect(allowed.invoked).toHaveLength(2)
    const { run, work, invoked } = await through(16)
    await run(aJobFor(aPutEvent(), { ...work, via: via() }))
    expect(invoked[1]?.traceHeader).toMatch(/^Root=1;Lineage=1:[0-9a-f]{8}:1$/)
  })
})

describe('what is not invoked', () => {
  it('is dropped when it waited for more than six hours', async () => {
    const { run, clock, invoked } = await open()
    clock.set(6 * HOUR + 1)
    expect(await run({ claim: aClaim() })).toMatchObject({
      next: 'done',
      attempt: { outcome: 'dropped', errorCode: 'EventAgeExceeded' },
    })
    expect(invoked).toEqual([])
  })

  it.each([
    ['a function that is gone', { ...scope, name: 'gone' }],
    ['a version that there is not', { ...scope, name: 'charge', qualifier: '7' }],
  ])('fails for %s', async (_what, fn) => {
    const { run, invoked } = await open()
    expect(
      await run({ claim: aClaim({ work: { ...anInvocation(), function: fn } }) }),
    ).toMatchObject({ next: 'done', attempt: { outcome: 'failed', errorCode: 'NO_RESOURCE' } })
    expect(invoked).toEqual([])
  })

  it('fails for an event that cannot be shaped, or is not there', async () => {
    const { run, invoked } = await open()
    const invocation = { ...anInvocation(), via: via({ inputPath: '$.detail.gone' }) }
    expect(await run(aJobFor(aPutEvent(), invocation))).toMatchObject({
      next: 'done',
      attempt: { outcome: 'failed', errorCode: 'INVALID_PARAMETER' },
    })
    const { claim } = aJobFor(aPutEvent(), invocation)
    expect(await run({ claim })).toMatchObject({ attempt: { errorCode: 'INTERNAL_ERROR' } })
    expect(invoked).toEqual([])
  })

  it('fails when it is of a kind that does not run here', async () => {
    const { run } = await open(async () => {
      throw new NotSupported('busbar does not run functions of python3.13 yet.')
    })
    expect(await run({ claim: aClaim() })).toMatchObject({
      next: 'done',
      attempt: { outcome: 'failed', errorCode: 'Runtime.InvalidConfiguration' },
    })
  })
})

describe('what the function is not to blame for', () => {
  it.each([
    ['a second at first', 0, 1_000],
    ['as long again as it has waited so far', 40_000, 80_000],
    ['five minutes at most', HOUR, HOUR + 300_000],
  ])('gives the work back uncounted, for %s', async (_how, now, at) => {
    const { run, clock } = await open(async () => {
      throw new Unavailable('The system could not start another process.')
    })
    clock.set(now)
    expect(await run({ claim: aClaim() })).toEqual({ next: 'release', at })
  })

  it('passes bugs on to the dispatcher', async () => {
    const { run } = await open(async () => {
      throw new TypeError('oops')
    })
    await expect(run({ claim: aClaim() })).rejects.toThrow('oops')
    const delivery = { kind: 'delivery', via: via() } as const
    await expect(run({ claim: aClaim({ work: delivery }) })).rejects.toThrow('not an invocation')
  })
})
