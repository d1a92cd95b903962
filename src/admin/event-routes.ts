import type { EventLog, LoggedEvent, RuleMatch } from '../store/event-log.ts'
import {
  type AdminAnswer,
  type AdminRequest,
  type AdminRoute,
  badRequest,
  notFound,
} from './admin-route.ts'
import { describeWork, isFunction } from './describe-work.ts'
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
  const workIds = matches.flatMap(({ deliveries }) => deliveries.map(({ workId }) => workId))
  const described = await describeWork(events, workIds)
  const byId = new Map(workIds.map((id, index) => [id, described[index] ?? {}]))
  return {
    ...rest,
    acceptedAt: new Date(acceptedAt).toISOString(),
    event: JSON.parse(text),
    rules: matches.map((match) => describeMatch(match, byId)),
  }
}

function describeMatch(match: RuleMatch, described: ReadonlyMap<string, object>): object {
  return {
    rule: match.ruleName,
    arn: match.ruleArn,
    targets: match.deliveries.map(({ targetId, targetArn, workId }) => ({
      id: targetId,
      arn: targetArn,
      // The id of the delivery is the request id that the function sees.
      [isFunction(targetArn) ? 'requestId' : 'deliveryId']: workId,
      ...described.get(workId),
    })),
  }
}
