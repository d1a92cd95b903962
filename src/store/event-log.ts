import type { Attempt, Work } from '../domain/delivery/work.ts'
import type { Millis, Scope } from '../domain/scope.ts'

/** Names an arrival of an event on a bus; see `ReadyEvent` for when the id is not the envelope's. */
export type EventRef = Scope & { readonly bus: string; readonly id: string }

/** An event as a bus accepted it, with what it matched at that moment. */
export type LoggedEvent = EventRef & {
  readonly acceptedAt: Millis
  /** Where it came from: PutEvents, a rule's schedule, or a rule of another bus. */
  readonly origin: 'put' | 'schedule' | 'bus'
  /** The whole envelope as JSON text, byte for byte what targets get. */
  readonly text: string
  readonly traceHeader?: string
  readonly matches: readonly RuleMatch[]
}

export type RuleMatch = {
  readonly ruleName: string
  readonly ruleArn: string
  readonly deliveries: readonly {
    readonly targetId: string
    readonly targetArn: string
    readonly queue: 'deliveries' | 'invocations'
    /** The id of the work in that queue. */
    readonly workId: string
  }[]
}

/** A place in the log, in the order of acceptance: a whole number as text, and opaque otherwise. */
export type Position = string

/** Where a piece of work stands: how it went so far, and when it is due again if it is not over. */
export type WorkHistory = {
  readonly workId: string
  readonly attempts: readonly Attempt[]
  /** Absent once the work is over. */
  readonly pending?: {
    readonly enqueuedAt: Millis
    readonly dueAt: Millis
    readonly leased: boolean
    readonly work: Work
    /** Of the event that it carries. */
    readonly eventId?: string
  }
}

/**
 * What was accepted, in order. Appending is part of `Store.accept` and idempotent by account, region,
 * bus and event id.
 */
export type EventLog = {
  /**
   * The event on each bus that it reached, in whatever account and region, oldest first.
   * @param at - where it is known to be: only what is there is looked at.
   */
  find(id: string, at?: Position): Promise<readonly LoggedEvent[]>

  /** Newest first, or oldest first from a place in the log. */
  read(options: {
    readonly scope?: Scope
    readonly bus?: string
    readonly order: 'newest-first' | 'oldest-first'
    readonly after?: Position | { readonly acceptedAt: Millis }
    readonly limit: number
  }): Promise<{ readonly events: readonly LoggedEvent[]; readonly next?: Position }>

  history(workIds: readonly string[]): Promise<readonly WorkHistory[]>

  /**
   * Removes a bounded number of the oldest events and their attempts, those accepted before `before`
   * or beyond `maxBytes` of history; never what pending work needs.
   * @returns how many were removed; call again until 0.
   */
  prune(options: {
    readonly before: Millis
    readonly maxBytes: number
    readonly limit: number
  }): Promise<number>
}
