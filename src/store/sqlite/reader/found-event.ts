import type { LoggedEvent } from '../../event-log.ts'

/** An event on its way from the reader thread: the names of an object's members would be copied with each. */
export type FoundEvent = readonly [
  account: string,
  region: string,
  bus: string,
  id: string,
  acceptedAt: number,
  origin: LoggedEvent['origin'],
  text: string,
  traceHeader: string | null,
  /** As JSON: most who look for an event want its text. */
  matches: string,
]

export function toFoundEvent(event: LoggedEvent): FoundEvent {
  const { account, region, bus, id, acceptedAt, origin, text, traceHeader, matches } = event
  return [
    ...([account, region, bus, id, acceptedAt, origin] as const),
    ...([text, traceHeader ?? null, JSON.stringify(matches)] as const),
  ]
}

export function fromFoundEvent(found: FoundEvent): LoggedEvent {
  const [account, region, bus, id, acceptedAt, origin, text, traceHeader, json] = found
  let matches: LoggedEvent['matches'] | undefined
  const event: LoggedEvent = {
    ...{ account, region, bus, id, acceptedAt, origin, text },
    get matches() {
      matches ??= JSON.parse(json) as LoggedEvent['matches']
      return matches
    },
  }
  return traceHeader === null ? event : Object.assign(event, { traceHeader })
}
