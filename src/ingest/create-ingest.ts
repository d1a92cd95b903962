import { parseArn } from '../domain/arn.ts'
import { workId } from '../domain/delivery/work-id.ts'
import { entriesSize, MAX_ENTRIES_BYTES } from '../domain/event/entry-size.ts'
import { type EnvelopeFields, envelopeText } from '../domain/event/envelope.ts'
import { malformedDetail, type ParsedEntry, parseEntry } from '../domain/event/parse-entry.ts'
import type { ReadyEvent } from '../domain/event/ready-event.ts'
import { DEFAULT_BUS } from '../domain/event-bus.ts'
import { InvalidInput } from '../domain/faults.ts'
import type { Millis, Scope } from '../domain/scope.ts'
import type { Clock } from '../platform/clock.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Random } from '../platform/random.ts'
import type { LoggedEvent } from '../store/event-log.ts'
import type { Accepted, Store } from '../store/store.ts'
import type { NewWork } from '../store/work-queue.ts'
import type { Ingest, PutEventsEntry } from './ingest.ts'
import { planWork } from './plan-work.ts'
import type { PreparedRule, RuleBook } from './rule-book.ts'

/** Takes over what was accepted; a dispatcher, seen from here. */
export type HandOver = {
  /** Whether there is room to take the work over now, without reading it back from the store. */
  hasRoom(work: NewWork): boolean
  take(accepted: Accepted, events: readonly LoggedEvent[], left: readonly NewWork[]): void
}

type IngestParts = {
  readonly store: Pick<Store, 'accept'>
  readonly rules: RuleBook
  readonly handOver: HandOver
  readonly clock: Clock
  readonly random: Random
  readonly metrics: Metrics
  readonly awsSources: boolean
}

/**
 * The way of every event, top to bottom: check, put into its envelope, match, commit, hand over. What
 * PutEvents, a schedule or another bus brings goes the same way.
 */
export function createIngest(parts: IngestParts): Ingest {
  const { store, rules, handOver, clock, random, metrics, awsSources } = parts
  const acceptedEvents = metrics.counter('busbar_events_accepted_total', 'Events accepted.')
  const matchedRules = metrics.counter('busbar_rules_matched_total', 'Rules that events matched.')

  async function commit(events: readonly Planned[]): Promise<Accepted> {
    const logged: LoggedEvent[] = []
    const leased: (NewWork & { readonly lease: boolean })[] = []
    let matches = 0
    for (const { event, work } of events) {
      logged.push(event)
      matches += event.matches.length
      for (const item of work) leased.push({ ...item, lease: handOver.hasRoom(item) })
    }
    const accepted = await store.accept({ events: logged, work: leased })
    acceptedEvents.add(events.length - accepted.duplicates.length)
    matchedRules.add(matches)
    handOver.take(
      accepted,
      logged,
      leased.filter((item) => !item.lease),
    )
    if (accepted.claims.length > 0) await begun()
    return accepted
  }

  function plan(event: Omit<LoggedEvent, 'matches'>, matching: readonly PreparedRule[]): Planned {
    const newId = () => workId(event.acceptedAt, random.uuid())
    const { matches, work } = planWork(event, matching, newId)
    return { event: { ...event, matches }, work }
  }

  return {
    async putEvents(caller, entries, traceHeader) {
      const now = clock.now()
      refuseTooLarge(entries)
      const planned: Planned[] = []
      const results = entries.map((entry) => {
        const parsed = parseEntry(entry, now, { awsSources })
        if ('ErrorCode' in parsed) return parsed
        const id = random.uuid()
        const envelope = toEnvelope(caller, id, parsed)
        const to = busOf(caller, entry.EventBusName)
        const matching = rules.match(to, to.bus, envelope)
        if (matching === 'malformed') return malformedDetail
        const text = envelopeText(envelope)
        const event = toEvent(to, id, now, text, entry.TraceHeader ?? traceHeader)
        planned.push(plan(event, matching))
        return { EventId: id }
      })
      if (planned.length > 0) await commit(planned)
      return results
    },

    async accept(ready) {
      const { scope, onlyRule, ...event } = ready
      const logged = { ...scope, ...event }
      const { duplicates } = await commit([plan(logged, rulesFor(ready, onlyRule))])
      return duplicates.length === 0
    },
  }

  function rulesFor({ scope, bus, text }: ReadyEvent, onlyRule?: string): readonly PreparedRule[] {
    if (onlyRule !== undefined) return [rules.enabled(scope, bus, onlyRule)].filter(isThere)
    const matching = rules.match(scope, bus, text)
    return matching === 'malformed' ? [] : matching
  }
}

/**
 * Resolves when what was handed over has come as far as it can without waiting: a function has its order then.
 * Writing an answer takes as long as that, and whoever gets it waits for nothing else.
 */
function begun(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}

// One member after the other: copying them with `...` is slow, and this is done for every event.

function toEnvelope(
  { account, region }: Scope,
  id: string,
  { source, detailType, detail, resources, time }: ParsedEntry,
): EnvelopeFields {
  return { id, detailType, source, account, region, time, resources, detail }
}

function toEvent(
  { account, region, bus }: Scope & { readonly bus: string },
  id: string,
  acceptedAt: Millis,
  text: string,
  traceHeader: string | undefined,
): Omit<LoggedEvent, 'matches'> {
  return traceHeader === undefined
    ? { account, region, bus, id, acceptedAt, origin: 'put', text }
    : { account, region, bus, id, acceptedAt, origin: 'put', text, traceHeader }
}

type Planned = { readonly event: LoggedEvent; readonly work: readonly NewWork[] }

function refuseTooLarge(entries: readonly PutEventsEntry[]): void {
  if (entriesSize(entries) < MAX_ENTRIES_BYTES) return
  throw new InvalidInput('Total size of the entries in the request is over the limit.')
}

/** A bus by name belongs to the caller; by ARN, to whom the ARN says. */
function busOf(caller: Scope, nameOrArn = DEFAULT_BUS): Scope & { bus: string } {
  const arn = parseArn(nameOrArn)
  if (!arn) return { account: caller.account, region: caller.region, bus: nameOrArn }
  const bus = arn.resource.slice(arn.resource.indexOf('/') + 1)
  return { account: arn.account, region: arn.region, bus }
}

function isThere<T>(item: T | undefined): item is T {
  return item !== undefined
}
