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
  const ready = readyWork(via)
  if (ready.queue === 'deliveries' || event.traceHeader === undefined) {
    return { ...carried, ...ready }
  }
  return { ...carried, ...ready, work: { ...ready.work, traceHeader: event.traceHeader } }
}

type ReadyWork =
  | { readonly queue: 'invocations'; readonly lane: string; readonly work: AsyncInvocation }
  | { readonly queue: 'deliveries'; readonly lane: string; readonly work: EventDelivery }

/** What is the same for each event that goes to a target, for as long as its rule stays as it is. */
const known = new WeakMap<RuleTarget, ReadyWork>()

function readyWork(via: RuleTarget): ReadyWork {
  const ready = known.get(via) ?? toReadyWork(via)
  known.set(via, ready)
  return ready
}

function toReadyWork(via: RuleTarget): ReadyWork {
  const work = invocationOf(via)
  if (work) return { queue: 'invocations', lane: functionLane(work.function), work }
  return { queue: 'deliveries', lane: via.target.arn, work: { kind: 'delivery', via } }
}

function invocationOf(via: RuleTarget): AsyncInvocation | undefined {
  const arn = parseArn(via.target.arn)
  if (arn?.service !== 'lambda') return undefined
  const [, name = '', qualifier] = arn.resource.split(':')
  const { account, region } = arn
  return {
    kind: 'invocation',
    function: { account, region, name, ...(qualifier !== undefined && { qualifier }) },
    invokedArn: via.target.arn,
    via,
  }
}
