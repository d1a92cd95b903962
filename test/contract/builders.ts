import type { AsyncInvocation, Attempt } from '../../src/domain/delivery/work.ts'
import type { EventBus } from '../../src/domain/event-bus.ts'
import type { LambdaFunction } from '../../src/domain/function.ts'
import type { Rule } from '../../src/domain/rule.ts'
import type { Scope } from '../../src/domain/scope.ts'
import type { EventRef, LoggedEvent } from '../../src/store/event-log.ts'
import type { NewWork } from '../../src/store/work-queue.ts'

export const scope: Scope = { account: '000000000000', region: 'us-east-1' }
export const otherScope: Scope = { account: '111111111111', region: 'eu-central-1' }

let count = 0

/** A name that no other test of the file has. */
function aName(prefix = 'name'): string {
  count += 1
  return `${prefix}-${count}`
}

export function aBus(change: Partial<EventBus> = {}): EventBus {
  return { name: 'orders', createdAt: 1, lastModifiedAt: 1, tags: [], ...change }
}

export function aRule(change: Partial<Rule> = {}): Rule {
  return {
    bus: 'default',
    name: 'paid',
    state: 'ENABLED',
    eventPattern: '{"source":["shop"]}',
    createdBy: scope.account,
    createdAt: 1,
    scheduledFrom: 1,
    lastModifiedAt: 1,
    targets: [],
    tags: [],
    ...change,
  }
}

export function aFunction(): LambdaFunction {
  return {
    latest: {
      functionName: 'charge',
      version: '$LATEST',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      role: 'arn:aws:iam::000000000000:role/any',
      description: '',
      timeoutSeconds: 3,
      memorySizeMb: 128,
      architecture: 'x86_64',
      code: { kind: 'zip', sha256: 'a'.repeat(64), sizeBytes: 1 },
      lastModifiedAt: 1,
      revisionId: 'one',
      state: 'Active',
    },
    createdAt: 1,
    tags: [],
    policies: {},
    versions: {},
    aliases: [],
  }
}

export function anEvent(change: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    ...scope,
    bus: 'default',
    id: aName('event'),
    acceptedAt: 1_000,
    origin: 'put',
    text: '{"detail":{}}',
    matches: [],
    ...change,
  }
}

export function toRef({ account, region, bus, id }: EventRef): EventRef {
  return { account, region, bus, id }
}

export function anInvocation(name = 'charge'): AsyncInvocation {
  const invokedArn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`
  return { kind: 'invocation', function: { ...scope, name }, invokedArn }
}

export function someWork(change: Partial<NewWork> = {}): NewWork {
  return {
    id: aName('work'),
    queue: 'invocations',
    lane: 'charge',
    enqueuedAt: 1_000,
    dueAt: 1_000,
    work: anInvocation(),
    ...change,
  }
}

export function anAttempt(change: Partial<Attempt> = {}): Attempt {
  return { number: 1, startedAt: 1_000, endedAt: 1_010, outcome: 'succeeded', ...change }
}

export const idsOf = (items: readonly { readonly id: string }[]): string[] =>
  items.map(({ id }) => id)
