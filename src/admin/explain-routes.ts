import type { Timers } from '../platform/timers.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { EventLog } from '../store/event-log.ts'
import { type AdminRequest, type AdminRoute, badRequest } from './admin-route.ts'
import { explainEvent, type Question } from './explain/explain-event.ts'
import { explainPattern } from './explain/explain-pattern.ts'
import { createSlices } from './explain/slices.ts'

const DEFAULT_LIMIT = 100
const MOST = 500
const MEMBERS: ReadonlySet<string> = new Set(['event', 'rule', 'bus', 'account', 'region', 'limit'])

type ExplainParts = {
  readonly config: ConfigStore
  readonly events: EventLog
  readonly timers: Timers
}

/** Why a rule matches an event or not: of an event of the log, or of a pattern and an event at hand. */
export function explainRoutes({ config, events, timers }: ExplainParts): AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/explain',
      handle({ query }) {
        const question = questionOf(query)
        if (typeof question === 'string') return badRequest(question)
        return explainEvent({ config, events, slices: createSlices(timers) }, question)
      },
    },
    {
      method: 'POST',
      path: '/explain',
      handle: (request) => explainBody(request),
    },
  ]
}

/** @returns the question, or what is wrong with it. */
function questionOf(query: URLSearchParams): Question | string {
  const names = [...query.keys()]
  const unknown = names.find((name) => !MEMBERS.has(name))
  if (unknown !== undefined) return `There is no ${unknown} here; give ${[...MEMBERS].join(', ')}.`
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `${twice} is given more than once.`
  const { event, limit: most = DEFAULT_LIMIT, ...narrower } = Object.fromEntries(query)
  if (!event) return 'event is the id of an event: ?event=ID.'
  const limit = Number(most)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    return `limit is a whole number from 1 to ${MOST}.`
  }
  return { ...narrower, event, limit }
}

function explainBody(request: AdminRequest) {
  const [unknown] = request.query.keys()
  return unknown === undefined
    ? explainPattern(request)
    : badRequest(`There is no ${unknown} here; pattern and event stand in the body.`)
}
