import type { Millis, Scope } from '../scope.ts'

/** An event whose envelope exists already: of a schedule that fired, a function's result, or another bus. */
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
  /** A result is put on the bus by Lambda, as any other service puts events. */
  readonly origin: 'schedule' | 'bus' | 'put'
  readonly acceptedAt: Millis
  readonly traceHeader?: string
  /** Only this rule's targets get it; nothing is matched. */
  readonly onlyRule?: string
}

/** @returns whether the arrival is new; one that the bus has seen is not accepted again. */
export type AcceptEvent = (event: ReadyEvent) => Promise<boolean>
