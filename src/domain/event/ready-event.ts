import type { Millis, Scope } from '../scope.ts'

/** An event whose envelope exists already: a schedule that fired, or an event from another bus. */
export type ReadyEvent = {
  readonly scope: Scope
  readonly bus: string
  /**
   * Names this arrival of the event: equal ids on one bus are one arrival. It is the id of the envelope, but for
   * the second and later rules that send one event to the bus.
   */
  readonly id: string
  /** The envelope as JSON text. */
  readonly text: string
  readonly origin: 'schedule' | 'bus'
  readonly acceptedAt: Millis
  readonly traceHeader?: string
  /** Only this rule's targets get it; nothing is matched. */
  readonly onlyRule?: string
}

/** @returns whether the arrival is new; one that the bus has seen is not accepted again. */
export type AcceptEvent = (event: ReadyEvent) => Promise<boolean>
