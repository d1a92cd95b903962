import type { Job } from '../../../src/delivery/lanes.ts'
import type { RuleTarget, Work } from '../../../src/domain/delivery/work.ts'
import type { Target } from '../../../src/domain/target.ts'
import type { LoggedEvent } from '../../../src/store/event-log.ts'
import type { Claim } from '../../../src/store/work-queue.ts'
import { anEvent, anInvocation, scope, toRef } from '../../contract/builders.ts'

/** What it takes to deliver an event under the rule `paid`. */
export function via(change: Partial<Target> = {}): RuleTarget {
  const arn = `arn:aws:events:${scope.region}:${scope.account}:event-bus/orders`
  return {
    ruleArn: `arn:aws:events:${scope.region}:${scope.account}:rule/paid`,
    ruleName: 'paid',
    target: { id: '1', arn, ...change },
  }
}

export function aClaim(change: Partial<Claim> = {}): Claim {
  return {
    id: 'work-1',
    queue: 'invocations',
    lane: 'lane',
    enqueuedAt: 0,
    dueAt: 0,
    attempts: 0,
    token: 't',
    work: anInvocation(),
    ...change,
  }
}

/** Work that carries an event which was accepted just now. */
export function aJobFor(event: LoggedEvent, work: Work, change: Partial<Claim> = {}): Job {
  return { claim: aClaim({ work, event: toRef(event), ...change }), event }
}

export function aPutEvent(change: Partial<LoggedEvent> = {}): LoggedEvent {
  const id = '11111111-2222-4333-8444-555555555555'
  const text = `{"version":"0","id":"${id}","detail-type":"Paid","source":"shop","account":"000000000000","time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail":{"n":1.0}}`
  return anEvent({ id, text, acceptedAt: 0, ...change })
}
