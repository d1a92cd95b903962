import type { ClockControl } from '../platform/clock-control.ts'
import type { Settle, Settled } from '../platform/settle.ts'
import { type AdminAnswer, type AdminRequest, type AdminRoute, badRequest } from './admin-route.ts'

type ControlParts = {
  readonly settle: Settle
  /** `undefined` when the server goes by the real time. */
  readonly clock: ClockControl | undefined
  now(): number
  /** `undefined` when reset is not allowed here. */
  readonly reset: (() => Promise<void>) | undefined
}

/** What tests of applications need: wait until all is done, move the time, begin anew. */
export function controlRoutes({ settle, clock, now, reset }: ControlParts): AdminRoute[] {
  return [
    {
      method: 'POST',
      path: '/reset',
      async handle() {
        if (!reset) return forbidden
        await reset()
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/settle',
      async handle(request) {
        const timeout = timeoutOf(request)
        return timeout === undefined ? badTimeout : settledAnswer(await settle(timeout))
      },
    },
    {
      method: 'GET',
      path: '/clock',
      handle: () => clockAnswer(clock ? 'manual' : 'system', now()),
    },
    {
      method: 'POST',
      path: '/clock',
      handle: ({ body }) => (clock ? setClock(clock, body) : notManual),
    },
    {
      method: 'POST',
      path: '/clock/advance',
      handle: (request) => (clock ? advanceClock(clock, request) : notManual),
    },
  ]
}

const forbidden: AdminAnswer = {
  status: 403,
  body: {
    error: 'Reset works on a loopback address without BUSBAR_AUTH only, or with BUSBAR_RESET=1.',
  },
}
const notManual: AdminAnswer = {
  status: 409,
  body: { error: 'The clock is the real time. Start busbar with BUSBAR_CLOCK=manual to move it.' },
}
const badTimeout = badRequest('timeout is a number of milliseconds from 1 to 600000.')

const DEFAULT_TIMEOUT = 10_000

function timeoutOf({ query, body }: AdminRequest): number | undefined {
  const given = query.get('timeout') ?? body['timeout'] ?? DEFAULT_TIMEOUT
  const timeout = Number(given)
  return timeout >= 1 && timeout <= 600_000 ? timeout : undefined
}

function settledAnswer(result: Settled): AdminAnswer {
  return { status: result.settled ? 200 : 408, body: result }
}

function clockAnswer(mode: 'manual' | 'system', now: number): AdminAnswer {
  return { status: 200, body: { mode, now: new Date(now).toISOString() } }
}

/** `{"now": "2026-01-01T00:00:00Z"}`, or milliseconds since 1970. */
function setClock(clock: ClockControl, { now }: AdminRequest['body']): AdminAnswer {
  const to = instantOf(now)
  if (to === undefined) return badRequest('now is an ISO 8601 time, or milliseconds since 1970.')
  const refusal = refusalOf(clock, to)
  if (refusal) return refusal
  clock.set(to)
  return clockAnswer('manual', clock.now())
}

/** `{"seconds": 60}`, `{"milliseconds": 500}`, or `{"to": "2026-01-01T00:00:00Z"}`. */
async function advanceClock(clock: ClockControl, request: AdminRequest): Promise<AdminAnswer> {
  const timeout = timeoutOf(request)
  if (timeout === undefined) return badTimeout
  const to = destinationOf(clock.now(), request.body)
  if (to === undefined) {
    return badRequest(
      'Give one of seconds, milliseconds (numbers from 0) and to (an ISO 8601 time).',
    )
  }
  const refusal = refusalOf(clock, to)
  if (refusal) return refusal
  const result = await clock.advance(to, timeout)
  return result.settled ? clockAnswer('manual', clock.now()) : settledAnswer(result)
}

/** The end of the years that the time of an event can have. */
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')

function refusalOf(clock: ClockControl, to: number): AdminAnswer | undefined {
  if (to < clock.now()) return badRequest('The clock does not go back.')
  return to > LAST_INSTANT ? badRequest('The clock goes up to the year 9999.') : undefined
}

function destinationOf(now: number, body: AdminRequest['body']): number | undefined {
  const { seconds, milliseconds, to } = body as Record<string, unknown>
  const given = [seconds, milliseconds, to].filter((value) => value !== undefined)
  if (given.length !== 1) return undefined
  if (to !== undefined) return instantOf(to)
  const by = typeof seconds === 'number' ? seconds * 1_000 : milliseconds
  return typeof by === 'number' && by >= 0 && by <= 1e12 ? now + Math.round(by) : undefined
}

function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const instant = new Date(value).getTime()
  return Number.isNaN(instant) ? undefined : instant
}
