import type { Scope } from '../../../../src/domain/scope.ts'
import type { PutEventsEntry, PutEventsResult } from '../../../../src/ingest/ingest.ts'
import type { Dependencies } from '../../../../src/operations/dependencies.ts'
import { createEventBus } from '../../../../src/operations/events/create-event-bus.ts'
import { putRule } from '../../../../src/operations/events/put-rule.ts'
import { putTargets } from '../../../../src/operations/events/put-targets.ts'
import type { Operation } from '../../../../src/operations/operation.ts'
import { validateInput } from '../../../../src/operations/validate-input.ts'
import type { ConfigStore } from '../../../../src/store/config-store.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'

export const SCOPE: Scope = { account: '111122223333', region: 'eu-west-1' }
export const START = 1_700_000_000_000
export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:billing'

type Options = {
  readonly config?: ConfigStore
  readonly quotas?: 'unlimited' | 'aws'
  readonly results?: readonly PutEventsResult[]
}

type PutEventsCall = readonly [Scope, readonly PutEventsEntry[], string | undefined]

/** The operations as the edge calls them, over a store of their own, with a clock that stands still until it is moved. */
export function createRoom(options: Options = {}) {
  const { config = createInMemoryConfigStore(), quotas = 'unlimited', results = [] } = options
  const clock = { at: START }
  const ingested: PutEventsCall[] = []
  // Only what these operations take; anything else they reached for would fail the test.
  const dependencies = {
    config,
    quotas,
    clock: { now: () => clock.at },
    ingest: {
      putEvents: async (...call: PutEventsCall) => {
        ingested.push(call)
        return results
      },
    },
  } as unknown as Dependencies

  const call = <Input>(operation: Operation<Input>, input: Input, scope = SCOPE) =>
    operation.handle(validateInput(operation, input), dependencies, {
      requestId: 'r-1',
      scope,
      traceHeader: 'Root=1-2-3',
    })

  return {
    config,
    clock,
    ingested,
    call,
    aBus: (Name: string) => call(createEventBus, { Name }),
    aRule: (Name: string, EventBusName = 'default') =>
      call(putRule, { Name, EventBusName, EventPattern: PATTERN }),
    aTarget: (Rule: string, Id: string, Arn = FUNCTION_ARN) =>
      call(putTargets, { Rule, Targets: [{ Id, Arn }] }),
  }
}

export const PATTERN = '{ "source": ["shop"] }'
