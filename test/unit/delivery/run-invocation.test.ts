import { describe, expect, it } from 'vitest'
import { createInvocationRunner } from '../../../src/delivery/run-invocation.ts'
import { NotSupported, Unavailable } from '../../../src/domain/faults.ts'
import type { Invocation, InvocationResult } from '../../../src/execution/executor.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { aFunction, anInvocation, scope } from '../../contract/builders.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
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
function open(execute: () => Promise<InvocationResult> = async () => succeeded) {
  const clock = createManualClock(0)
  const store = createInMemoryStore()
  const invoked: Invocation[] = []
  const run = createInvocationRunner({
    clock,
    events: store.events,
    functions: {
      async find(_scope, name) {
        return name === 'charge' ? { function: aFunction() } : undefined
      },
      list: async () => [],
      put: async () => {},
      delete: async () => false,
    },
    executor: {
      maxEnvironments: 1,
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
  return { run, clock, store, invoked }
}

describe('an attempt', () => {
  it('invokes the function with what the caller sent, under the id of the work', async () => {
    const { run, invoked } = open()
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
        traceHeader: 'Root=1',
      },
    ])
  })

  it('invokes the function with the event, in the shape that the target asks for', async () => {
    const { run, invoked } = open()
    const event = aPutEvent()
    await run(aJobFor(event, { ...anInvocation(), via: via() }))
    await run(aJobFor(event, { ...anInvocation(), via: via({ inputPath: '$.detail' }) }))
    expect(invoked.map(({ payload }) => payload)).toEqual([event.text, '{"n":1.0}'])
  })

  it('reads the event from the log when it is not in memory', async () => {
    const { run, invoked, store } = open()
    const event = aPutEvent()
    await store.accept({ events: [{ ...event, bus: 'other', text: '{}' }, event], work: [] })
    const { claim } = aJobFor(event, { ...anInvocation(), via: via() })
    await run({ claim })
    expect(invoked.map(({ payload }) => payload)).toEqual([event.text])
  })

  it('counts the attempts before it, and measures itself', async () => {
    const { run, clock } = open(async () => {
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
    const { run } = open(async () => failed)
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
    const { run } = open(async () => failed)
    expect(await run({ claim: aClaim({ attempts: 2 }) })).toMatchObject({
      next: 'done',
      attempt: { number: 3, outcome: 'failed', errorCode: 'TypeError' },
    })
  })

  it('is final when the retry would start after six hours', async () => {
    const { run, clock } = open(async () => failed)
    clock.set(6 * HOUR - 59_999)
    expect(await run({ claim: aClaim() })).toMatchObject({
      next: 'done',
      attempt: { outcome: 'failed' },
    })
  })

  it('is kept with the beginning of its message', async () => {
    const error = { type: 'Error', message: 'x'.repeat(5_000) }
    const { run } = open(async () => ({ ...failed, error }))
    expect(await run({ claim: aClaim() })).toMatchObject({
      attempt: { errorMessage: 'x'.repeat(1_024) },
    })
  })
})

describe('what is not invoked', () => {
  it('is dropped when it waited for more than six hours', async () => {
    const { run, clock, invoked } = open()
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
    const { run, invoked } = open()
    expect(
      await run({ claim: aClaim({ work: { ...anInvocation(), function: fn } }) }),
    ).toMatchObject({ next: 'done', attempt: { outcome: 'failed', errorCode: 'NO_RESOURCE' } })
    expect(invoked).toEqual([])
  })

  it('fails for an event that cannot be shaped, or is not there', async () => {
    const { run, invoked } = open()
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
    const { run } = open(async () => {
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
    const { run, clock } = open(async () => {
      throw new Unavailable('The system could not start another process.')
    })
    clock.set(now)
    expect(await run({ claim: aClaim() })).toEqual({ next: 'release', at })
  })

  it('passes bugs on to the dispatcher', async () => {
    const { run } = open(async () => {
      throw new TypeError('oops')
    })
    await expect(run({ claim: aClaim() })).rejects.toThrow('oops')
    const delivery = { kind: 'delivery', via: via() } as const
    await expect(run({ claim: aClaim({ work: delivery }) })).rejects.toThrow('not an invocation')
  })
})
