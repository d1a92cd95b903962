import type { AcceptEvent } from '../domain/event/ready-event.ts'
import type { Scope } from '../domain/scope.ts'

/** An entry of PutEvents as the wire has it; what is missing or wrong fails that entry alone. */
export type PutEventsEntry = {
  readonly Time?: number
  readonly Source?: string
  readonly Resources?: readonly string[]
  readonly DetailType?: string
  readonly Detail?: string
  readonly EventBusName?: string
  readonly TraceHeader?: string
}

export type PutEventsResult =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string }

/** The way in: everything accepted is durable before these resolve. */
export type Ingest = {
  /**
   * @returns one result per entry, in their order.
   * @throws InvalidInput when the request as a whole is too large; nothing was ingested.
   */
  putEvents(
    scope: Scope,
    entries: readonly PutEventsEntry[],
    traceHeader: string | undefined,
  ): Promise<readonly PutEventsResult[]>

  readonly accept: AcceptEvent
}
