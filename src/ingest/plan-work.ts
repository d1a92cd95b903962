import { parseArn } from '../domain/arn.ts'
import { functionLane } from '../domain/delivery/function-lane.ts'
import type { AsyncInvocation, EventDelivery, RuleTarget } from '../domain/delivery/work.ts'
import type { LoggedEvent, RuleMatch } from '../store/event-log.ts'
import type { NewWork } from '../store/work-queue.ts'
import type { PreparedRule } from './rule-book.ts'

/**
 * What follows from the rules that an event matched: one piece of work per target. A function of this
 * server is invoked asynchronously, and its invocation is queued here, together with the event; any
 * other target gets a delivery.
 */
export function planWork(
  event: Omit<LoggedEvent, 'matches'>,
  rules: readonly PreparedRule[],
  newId: () => string,
): { matches: RuleMatch[]; work: NewWork[] } {
  const work: NewWork[] = []
  const matches = rules.map((rule) => ({
    ruleName: rule.name,
    ruleArn: rule.arn,
    deliveries: rule.targets.map((via) => {
      const item = workFor(event, via, newId())
      work.push(item)
      const { id: targetId, arn: targetArn } = via.target
      return { targetId, targetArn, queue: item.queue, workId: item.id }
    }),
  }))
  return { matches, work }
}

function workFor(event: Omit<LoggedEvent, 'matches'>, via: RuleTarget, id: string): NewWork {
  const { account, region, bus } = event
  const carried = {
    id,
    enqueuedAt: event.acceptedAt,
    dueAt: event.acceptedAt,
    event: { account, region, bus, id: event.id },
  }
  const invocation = invocationOf(via, event.traceHeader)
  if (invocation) {
    return {
      ...carried,
      queue: 'invocations',
      lane: functionLane(invocation.function),
      work: invocation,
    }
  }
  const delivery: EventDelivery = { kind: 'delivery', via }
  return { ...carried, queue: 'deliveries', lane: via.target.arn, work: delivery }
}

function invocationOf(via: RuleTarget, traceHeader?: string): AsyncInvocation | undefined {
  const arn = parseArn(via.target.arn)
  if (arn?.service !== 'lambda') return undefined
  const [, name = '', qualifier] = arn.resource.split(':')
  const { account, region } = arn
  return {
    kind: 'invocation',
    function: { account, region, name, ...(qualifier !== undefined && { qualifier }) },
    invokedArn: via.target.arn,
    via,
    ...(traceHeader !== undefined && { traceHeader }),
  }
}
