import { describe, expect, it } from 'vitest'
import type { Job } from '../../../src/delivery/lanes.ts'
import { NOT_BEGUN, type Outcome } from '../../../src/delivery/outcome.ts'
import { createInvocationRunner } from '../../../src/delivery/run-invocation.ts'
import { NotSupported, Throttled, Unavailable } from '../../../src/domain/faults.ts'
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
  logTail: () => new Uint8Array(),
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
  const runInvocation = createInvocationRunner({
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
      mostAhead: () => 0,
      invokeAhead: async () => undefined,
    },
  })
  const run = async (job: Job) => {
    const outcome = await runInvocation(job, { isShared: false, keep: () => () => {} })
    if (outcome === NOT_BEGUN) throw new Error('An attempt with a slot of its own begins.')
    return outcome
  }
  return { run, clock, store, invoked, chance, functions }
}

describe('an attempt', () => {
  it('invokes the function with what the caller sent, under the id of the work', async () => {
    const { run, invoked } = await open()
    const work = { ...anInvocation(), traceHeader: 'Root=1' }
    const outcome = await run({ claim: aClaim({ work, payload: '{"a":1.0}' }) })
    expect(outcome).toEqual({
      next: 'done',
      attempt: {
        number: 1,
        startedAt: 0,
        endedAt: 0,
        outcome: 'succeeded',
        ended: {
          acceptedAt: 0,
          functionArn: `${work.invokedArn}:$LATEST`,
          condition: 'Success',
        },
      },
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

  it('is in one trace with the other attempts at the same invocation', async () => {
    const { run, invoked } = await open()
    const claim = aClaim({ work: anInvocation(), enqueuedAt: 1_700_000_000_000 })
    await run({ claim })
    await run({ claim: { ...claim, attempts: 1 } })
    await run({ claim: { ...claim, id: '5b1f6c1e-0000-4000-8000-000000000001' } })
    const traces = invoked.map(({ traceHeader }) => traceHeader)
    expect(traces[1]).toBe(traces[0])
    expect(traces[2]).toMatch(/^Root=1-6553f100-5b1f6c1e0000400080000000;Parent=/)
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

  it('fails in any case when it is of another account', async () => {
    const ruleArn = work.via.ruleArn.replace(scope.account, '999999999999')
    const theirs = { ...work, via: { ...work.via, ruleArn } }
    const { run, invoked } = await open()
    expect(await run(aJobFor(aPutEvent(), theirs))).toMatchObject({
      attempt: { outcome: 'failed', errorCode: 'NO_PERMISSIONS' },
    })
    expect(invoked).toEqual([])
    const letIn = { ...statement, Condition: { ArnLike: { 'AWS:SourceArn': ruleArn } } }
    const allowed = await open(undefined, withPolicy([letIn]))
    await allowed.run(aJobFor(aPutEvent(), theirs))
    expect(allowed.invoked).toHaveLength(1)
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

  describe.each([
    ['a function that is gone', { ...scope, name: 'gone' }],
    ['a version that there is not', { ...scope, name: 'charge', qualifier: '7' }],
  ])('for %s', (_what, fn) => {
    const work = { ...anInvocation(), function: fn }
    const failing = { attempt: { errorCode: 'NO_RESOURCE' } }

    it('is retried, for it was there when the invocation was accepted', async () => {
      const { run, invoked } = await open()
      const retrying = { next: 'retry', at: 60_000, ...failing }
      expect(await run({ claim: aClaim({ work }) })).toMatchObject(retrying)
      const last = await run({ claim: aClaim({ work, attempts: 2 }) })
      expect(last).toMatchObject({ next: 'done', ...failing })
      const fromRule = await run({ claim: aClaim({ work: { ...work, via: via() }, attempts: 1 }) })
      expect(fromRule).toMatchObject({ next: 'retry', ...failing })
      expect(invoked).toEqual([])
    })

    it('fails at once when a rule leads there', async () => {
      const { run, invoked } = await open()
      const outcome = await run(aJobFor(aPutEvent(), { ...work, via: via() }))
      expect(outcome).toMatchObject({ next: 'done', ...failing })
      expect(invoked).toEqual([])
    })
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

describe('with an event invoke config', () => {
  const QUEUE = 'arn:aws:lambda:us-east-1:000000000000:function:on-failure'
  const SUCCESSES = 'arn:aws:events:us-east-1:000000000000:event-bus/successes'
  const withConfig = (config: object, change: Partial<LambdaFunction> = {}): LambdaFunction => ({
    ...aFunction(),
    eventInvokeConfigs: {
      $LATEST: { lastModifiedAt: 1, onSuccess: SUCCESSES, onFailure: QUEUE, ...config },
    },
    ...change,
  })
  const LATEST_ARN = `${anInvocation().invokedArn}:$LATEST`
  const recordIn = (outcome: Outcome) => {
    const following = outcome.next === 'done' ? outcome.following : undefined
    return following?.map(({ work, payload = '', ...item }) => ({ work, item, text: payload }))[0]
  }

  it.each([0, 1])('gives up after %d retries where so many are allowed', async (retries) => {
    const config = { maximumRetryAttempts: retries }
    const { run } = await open(async () => failed, withConfig(config))
    const outcomes = [0, 1].map((attempts) => run({ claim: aClaim({ attempts }) }))
    const ended = (await Promise.all(outcomes)).filter(({ next }) => next === 'done')
    expect(ended).toHaveLength(2 - retries)
  })

  it('gives up at once what would be retried too late', async () => {
    const { run } = await open(async () => failed, withConfig({ maximumEventAgeInSeconds: 60 }))
    const outcome = await run({ claim: aClaim({ payload: '{}' }) })
    expect(JSON.parse(recordIn(outcome)?.text ?? '')).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
    })
  })

  it('sends what came of a success to its destination, byte for byte', async () => {
    const result = { ...succeeded, payload: '{"b":2.0}' }
    const { run, clock } = await open(async () => result, withConfig({}))
    clock.set(1_500)
    const outcome = await run({ claim: aClaim({ attempts: 1, payload: '{"a":1.0}' }) })
    const record = recordIn(outcome)
    const timestamp = '"timestamp":"1970-01-01T00:00:01.500Z"'
    const context = `"requestContext":{"requestId":"work-1","functionArn":"${LATEST_ARN}","condition":"Success","approximateInvokeCount":1}`
    const response = '"responseContext":{"statusCode":200,"executedVersion":"$LATEST"}'
    expect(record?.text).toBe(
      `{"version":"1.0",${timestamp},${context},"requestPayload":{"a":1.0},${response},"responsePayload":{"b":2.0}}`,
    )
    expect(record?.item).toMatchObject({ queue: 'deliveries', lane: SUCCESSES, dueAt: 1_500 })
    expect(record?.work).toMatchObject({
      kind: 'destination',
      arn: SUCCESSES,
      condition: 'Success',
    })
    expect(outcome).toMatchObject({
      attempt: { ended: { destination: { arn: SUCCESSES, deliveryId: record?.item.id } } },
    })
  })

  it('sends the last error to its destination, after all retries', async () => {
    const { run } = await open(async () => failed, withConfig({}))
    expect(recordIn(await run({ claim: aClaim({ attempts: 1 }) }))).toBeUndefined()
    const record = recordIn(await run({ claim: aClaim({ attempts: 2, payload: '1' }) }))
    expect(record?.work).toMatchObject({ arn: QUEUE, condition: 'RetriesExhausted' })
    expect(JSON.parse(record?.text ?? '')).toEqual({
      version: '1.0',
      timestamp: '1970-01-01T00:00:00.000Z',
      requestContext: {
        requestId: 'work-1',
        functionArn: LATEST_ARN,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: 1,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'no' },
    })
  })

  it('has a string where a response is not JSON', async () => {
    const { run } = await open(
      async () => ({ ...succeeded, payload: 'plain "text"' }),
      withConfig({}),
    )
    const { text = '' } = recordIn(await run({ claim: aClaim() })) ?? {}
    expect(JSON.parse(text)).toMatchObject({ responsePayload: 'plain "text"' })
  })

  it('goes by the config of the alias that was invoked, not of the version behind it', async () => {
    const fn = withConfig(
      {},
      {
        versions: { '1': { revisionId: 'a' } },
        aliases: [{ name: 'live', version: '1', description: '', revisionId: 'c' }],
      },
    )
    const { run } = await open(undefined, fn)
    const work = { ...anInvocation(), function: { ...scope, name: 'charge', qualifier: 'live' } }
    expect(recordIn(await run({ claim: aClaim({ work }) }))).toBeUndefined()
    const own = { ...fn, eventInvokeConfigs: { live: { lastModifiedAt: 1, onSuccess: SUCCESSES } } }
    const { text = '' } =
      recordIn(await (await open(undefined, own)).run({ claim: aClaim({ work }) })) ?? {}
    const { requestContext, responseContext } = JSON.parse(text)
    expect(requestContext.functionArn).toBe(`${anInvocation().invokedArn}:live`)
    expect(responseContext.statusCode).toBe(200)
  })

  it('is not run at all with a reservation of zero', async () => {
    const { run, invoked } = await open(undefined, withConfig({}, { reservedConcurrency: 0 }))
    const outcome = await run({ claim: aClaim({ payload: '{}' }) })
    expect(outcome).toMatchObject({ attempt: { outcome: 'dropped' } })
    expect(Object.keys(JSON.parse(recordIn(outcome)?.text ?? ''))).toEqual([
      'version',
      'timestamp',
      'requestContext',
      'requestPayload',
    ])
    expect(recordIn(outcome)?.text).toContain(
      '"condition":"ZeroReservedConcurrency","approximateInvokeCount":0',
    )
    expect(invoked).toEqual([])
  })

  it.each([
    ['throttled', new Throttled('Rate Exceeded.', 'ConcurrentInvocationLimitExceeded'), 429],
    ['kept from running', new Unavailable('no process'), 500],
  ])('waits uncounted while it is %s, until it is too old', async (_how, error, statusCode) => {
    const { run, clock } = await open(
      async () => {
        throw error
      },
      withConfig({ maximumEventAgeInSeconds: 60 }),
    )
    expect(await run({ claim: aClaim() })).toEqual({ next: 'release', at: 1_000 })
    clock.set(40_000)
    expect(await run({ claim: aClaim() })).toEqual({ next: 'release', at: 59_000 })
    clock.set(59_000)
    const outcome = await run({ claim: aClaim({ payload: '{}' }) })
    const record = JSON.parse(recordIn(outcome)?.text ?? '')
    expect(record.responseContext).toEqual({ statusCode })
    expect(record.requestContext).toMatchObject({
      condition: 'EventAgeExceeded',
      approximateInvokeCount: 0,
    })
    expect(record).not.toHaveProperty('responsePayload')
  })

  it('sends a loop to its destination, and the chain with it', async () => {
    const { run, invoked } = await open(undefined, withConfig({}))
    const outcome = await run({ claim: aClaim() })
    const traceHeader = invoked[0]?.traceHeader ?? ''
    expect(recordIn(outcome)?.work).toMatchObject({ traceHeader })
    const looping = { ...anInvocation(), traceHeader: traceHeader.replace(/:1$/, ':16') }
    const { text = '' } = recordIn(await run({ claim: aClaim({ work: looping }) })) ?? {}
    expect(JSON.parse(text)).toMatchObject({
      requestContext: { condition: 'RecursiveInvocation' },
      responseContext: { statusCode: 400 },
    })
  })
})
