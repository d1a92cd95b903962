import { describe, expect, it } from 'vitest'
import { createRecordDeliverer } from '../../../src/delivery/deliver-record.ts'
import type { DestinationDelivery } from '../../../src/domain/delivery/work.ts'
import type { ReadyEvent } from '../../../src/domain/event/ready-event.ts'
import { Unavailable } from '../../../src/domain/faults.ts'
import type { LambdaFunction } from '../../../src/domain/function.ts'
import { createFunctionRegistry } from '../../../src/execution/create-function-registry.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { aBus, aFunction, anInvocation, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { noDevelopmentFunctions } from '../../support/no-development-functions.ts'
import { aClaim } from './attempting.ts'

const CHARGE = anInvocation().invokedArn
const cause = { requestId: 'r-1', functionArn: `${CHARGE}:live` }
const busArn = (bus: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${bus}`
const RECORD = '{"version":"1.0","n":1.0}'

async function open(
  accept: (event: ReadyEvent) => Promise<boolean> = async () => true,
  fn: LambdaFunction = aFunction(),
) {
  const config = createInMemoryConfigStore()
  const functions = createFunctionRegistry({ config, development: noDevelopmentFunctions })
  await functions.put(scope, fn, 'absent')
  await config.put('event_buses', [scope.account, scope.region, 'orders'], aBus(), 'absent')
  const accepted: ReadyEvent[] = []
  const deliver = createRecordDeliverer({
    config,
    functions,
    clock: createManualClock(1_500),
    random: { uuid: () => 'u', fraction: () => 0.5 },
    accept: (event) => {
      accepted.push(event)
      return accept(event)
    },
  })
  const bring = (arn: string, change: Partial<DestinationDelivery> = {}, payload = RECORD) => {
    const work = {
      kind: 'destination',
      arn,
      condition: 'Success',
      cause,
      becomes: 'b-1',
      traceHeader: 'Root=1;Lineage=1:aaaaaaaa:1',
      ...change,
    } as const
    return deliver({ claim: aClaim({ queue: 'deliveries', work, payload }) })
  }
  return { bring, deliver, accepted }
}

describe('a record', () => {
  it('becomes an invocation of a function, committed together with its delivery', async () => {
    const { bring } = await open()
    expect(await bring(CHARGE)).toMatchObject({
      next: 'done',
      attempt: { outcome: 'succeeded' },
      following: [
        {
          id: 'b-1',
          queue: 'invocations',
          lane: '000000000000/us-east-1/charge',
          enqueuedAt: 1_500,
          dueAt: 1_500,
          work: {
            kind: 'invocation',
            function: { ...scope, name: 'charge' },
            invokedArn: CHARGE,
            cause,
            traceHeader: 'Root=1;Lineage=1:aaaaaaaa:1',
          },
          payload: RECORD,
        },
      ],
    })
  })

  it.each([
    ['Success', 'Success'],
    ['RetriesExhausted', 'Failure'],
    ['EventAgeExceeded', 'Failure'],
  ] as const)('becomes an event on an event bus: %s is a %s', async (condition, result) => {
    const { bring, accepted } = await open()
    expect(await bring(busArn('orders'), { condition })).toMatchObject({ next: 'done' })
    const text = `{"version":"0","id":"b-1","detail-type":"Lambda Function Invocation Result - ${result}","source":"lambda","account":"000000000000","time":"1970-01-01T00:00:01Z","region":"us-east-1","resources":["${busArn('orders')}","${CHARGE}:live"],"detail":${RECORD}}`
    expect(accepted).toEqual([
      { scope, bus: 'orders', id: 'b-1', text, origin: 'put', acceptedAt: 1_500 },
    ])
  })

  it('is tried again while the store cannot take it', async () => {
    const { bring } = await open(async () => {
      throw new Unavailable('The disk is full.')
    })
    expect(await bring(busArn('default'))).toMatchObject({
      next: 'retry',
      attempt: { outcome: 'retrying', errorCode: 'INTERNAL_ERROR' },
    })
  })

  it.each([
    ['a function that is gone', `${CHARGE}-gone`, RECORD, 'NO_RESOURCE'],
    ['an alias that is gone', `${CHARGE}:gone`, RECORD, 'NO_RESOURCE'],
    ['an event bus that there is not', busArn('gone'), RECORD, 'NO_RESOURCE'],
    ['anybody when it is too large', busArn('orders'), ' '.repeat(1_048_576), 'TOO_LARGE'],
  ])('does not reach %s, and the history says why', async (_who, arn, record, errorCode) => {
    const { bring, accepted } = await open()
    const outcome = await bring(arn, {}, record)
    expect(outcome).toMatchObject({ next: 'done', attempt: { outcome: 'failed', errorCode } })
    expect(outcome).not.toHaveProperty('following')
    expect(accepted).toEqual([])
  })

  describe('from another account', () => {
    const from = { requestId: 'r-1', functionArn: CHARGE.replace(scope.account, '999999999999') }
    const letIn = (Principal: object): LambdaFunction => ({
      ...aFunction(),
      policies: {
        '': {
          revisionId: 'p',
          statements: [
            { Effect: 'Allow', Principal, Action: 'lambda:InvokeFunction', Resource: CHARGE },
          ],
        },
      },
    })

    it.each([
      ['a function whose policy lets nobody in', aFunction(), CHARGE],
      [
        'a function whose policy lets somebody else in',
        letIn({ AWS: 'arn:aws:iam::888888888888:root' }),
        CHARGE,
      ],
      ['a function that there is not', aFunction(), `${CHARGE}-gone`],
    ])('does not reach %s', async (_what, fn, arn) => {
      const { bring } = await open(undefined, fn)
      const outcome = await bring(arn, { cause: from })
      expect(outcome).toMatchObject({
        next: 'done',
        attempt: {
          outcome: 'failed',
          errorCode: 'NO_PERMISSIONS',
          errorMessage: expect.stringContaining(`lambda:InvokeFunction on resource: ${arn}`),
        },
      })
      expect(outcome).not.toHaveProperty('following')
    })

    it('reaches a function whose policy lets that account in', async () => {
      const { bring } = await open(undefined, letIn({ AWS: 'arn:aws:iam::999999999999:root' }))
      expect(await bring(CHARGE, { cause: from })).toMatchObject({
        attempt: { outcome: 'succeeded' },
        following: [{ id: 'b-1', work: { cause: from } }],
      })
    })
  })

  it('is no other kind of work', async () => {
    const { deliver } = await open()
    await expect(deliver({ claim: aClaim() })).rejects.toThrow('not a destination')
  })
})
