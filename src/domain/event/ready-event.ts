import type { Millis, Scope } from '../scope.ts'

/** An event whose envelope exists already: a schedule that fired, or an event from another bus. */
export type ReadyEvent = {
  readonly scope: Scope
  readonly bus: string
  readonly id: string
  /** The envelope as JSON text. */
  readonly text: string
  readonly origin: 'schedule' | 'bus'
  readonly acceptedAt: Millis
  readonly traceHeader?: string
  /** Only this rule's targets get it; nothing is matched. */
  readonly onlyRule?: string
}

/** @returns whether the event is new; an event that the bus has seen is not accepted again. */
export type AcceptEvent = (event: ReadyEvent) => Promise<boolean>
