import type { Millis, Scope } from '../scope.ts'
import type { Target } from '../target.ts'

/** The rule's target that a matched event goes to, as it was when the event was matched. */
export type RuleTarget = {
  readonly ruleArn: string
  readonly ruleName: string
  readonly target: Target
}

/** One event on its way to one target that busbar does not run itself: for now, another event bus. */
export type EventDelivery = {
  readonly kind: 'delivery'
  readonly via: RuleTarget
}

/** One asynchronous invocation of a function; its id is the request id that the function sees. */
export type AsyncInvocation = {
  readonly kind: 'invocation'
  readonly function: Scope & { readonly name: string; readonly qualifier?: string }
  /** The ARN as the caller gave it: what the handler sees as `invokedFunctionArn`. */
  readonly invokedArn: string
  /** Set when an event bus invoked it; the payload is then shaped from the event by this target. */
  readonly via?: RuleTarget
  /** X-Ray trace header of the caller. */
  readonly traceHeader?: string
}

export type Work = EventDelivery | AsyncInvocation

/** How one attempt at a piece of work went; kept as history. */
export type Attempt = {
  /** From 1. */
  readonly number: number
  readonly startedAt: Millis
  readonly endedAt: Millis
  /**
   * `succeeded` and `failed` end the work; `retrying` means that another attempt follows; `dropped`
   * that it was given up without an attempt (too old, nothing to deliver).
   */
  readonly outcome: 'succeeded' | 'retrying' | 'failed' | 'dropped'
  /** A code of AWS's dead-letter attributes, for example `NO_RESOURCE`, or Lambda's error type. */
  readonly errorCode?: string
  readonly errorMessage?: string
}
