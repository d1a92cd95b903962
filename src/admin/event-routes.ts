import { parseArn } from '../domain/arn.ts'
import type { Attempt } from '../domain/delivery/work.ts'
import type { EventLog, LoggedEvent, RuleMatch, WorkHistory } from '../store/event-log.ts'
import {
  type AdminAnswer,
  type AdminRequest,
  type AdminRoute,
  badRequest,
  notFound,
} from './admin-route.ts'
import { parseEventQuery } from './event-query.ts'

/** What was accepted, what it matched, and how each delivery went. */
export function eventRoutes(events: EventLog): AdminRoute[] {
  return [
    { method: 'GET', path: '/events', handle: ({ query }) => listEvents(events, query) },
    {
      method: 'GET',
      path: '/events/:id',
      handle: (request) => showEvent(events, request),
    },
  ]
}

/** Newest first; `account`, `region` and `bus` select, `limit` and `after` page. */
async function listEvents(events: EventLog, query: URLSearchParams): Promise<AdminAnswer> {
  const asked = parseEventQuery(query)
  if ('problem' in asked) return badRequest(asked.problem)
  const page = await events.read({ order: 'newest-first', ...asked })
  return {
    status: 200,
    body: {
      events: await Promise.all(page.events.map((event) => describe(events, event))),
      next: page.next,
    },
  }
}

async function showEvent(events: EventLog, request: AdminRequest): Promise<AdminAnswer> {
  const id = request.parameters['id'] ?? ''
  const found = await findEverywhere(events, id)
  if (found.length === 0)
    return notFound(`There is no event ${id} in the log; history is kept for a day.`)
  return {
    status: 200,
    body: { buses: await Promise.all(found.map((event) => describe(events, event))) },
  }
}

/** An event that a rule of another bus brought may be known there by the id of its delivery. */
async function findEverywhere(events: EventLog, id: string): Promise<readonly LoggedEvent[]> {
  const found = await events.find(id)
  const sent = found
    .flatMap(({ matches }) => matches.flatMap(({ deliveries }) => deliveries))
    .filter(({ queue }) => queue === 'deliveries')
  const brought = await Promise.all(sent.map(({ workId }) => events.find(workId)))
  return [...found, ...brought.flat()]
}

async function describe(events: EventLog, event: LoggedEvent): Promise<object> {
  const { matches, text, acceptedAt, ...rest } = event
  const histories = await events.history(
    matches.flatMap(({ deliveries }) => deliveries.map(({ workId }) => workId)),
  )
  const byId = new Map(histories.map((history) => [history.workId, history]))
  return {
    ...rest,
    acceptedAt: new Date(acceptedAt).toISOString(),
    event: JSON.parse(text),
    rules: matches.map((match) => describeMatch(match, byId)),
  }
}

function describeMatch(match: RuleMatch, histories: ReadonlyMap<string, WorkHistory>): object {
  return {
    rule: match.ruleName,
    arn: match.ruleArn,
    targets: match.deliveries.map(({ targetId, targetArn, workId }) => ({
      id: targetId,
      arn: targetArn,
      // The id of the delivery is the request id that the function sees.
      [isFunction(targetArn) ? 'requestId' : 'deliveryId']: workId,
      ...describeHistory(histories.get(workId)),
    })),
  }
}

function isFunction(arn: string): boolean {
  return parseArn(arn)?.service === 'lambda'
}

function describeHistory(history: WorkHistory | undefined): object {
  const attempts = history?.attempts ?? []
  const pending = history?.pending
  return {
    status: pending ? pendingStatus(pending, attempts) : (attempts.at(-1)?.outcome ?? 'unknown'),
    ...(pending && !pending.leased && { nextAttemptAt: new Date(pending.dueAt).toISOString() }),
    attempts: attempts.map(describeAttempt),
  }
}

function pendingStatus(pending: { leased: boolean }, attempts: readonly Attempt[]): string {
  if (pending.leased) return 'in-progress'
  return attempts.length > 0 ? 'retrying' : 'waiting'
}

function describeAttempt({ startedAt, endedAt, ...attempt }: Attempt): object {
  return {
    ...attempt,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
  }
}
