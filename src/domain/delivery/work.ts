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
  /** Set when it is what came of another invocation, which had this function as a destination. */
  readonly cause?: InvocationCause
  /** Set when another function, or itself, called Invoke: its ARN, with its version. */
  readonly caller?: string
  /** X-Ray trace header of the caller. */
  readonly traceHeader?: string
}

/** The asynchronous invocation that a record is about. */
export type InvocationCause = {
  readonly requestId: string
  /** With the qualifier that was invoked. */
  readonly functionArn: string
}

/** The record of an ended invocation, which is its payload, on its way to a function or an event bus. */
export type DestinationDelivery = {
  readonly kind: 'destination'
  readonly arn: string
  readonly condition: InvocationCondition
  readonly cause: InvocationCause
  /** The id of the event or the invocation that it becomes, so that a repeated attempt makes no second one. */
  readonly becomes: string
  /** For the function that gets it: a chain through destinations can be a loop too. */
  readonly traceHeader: string
}

export type Work = EventDelivery | AsyncInvocation | DestinationDelivery

/** Why an asynchronous invocation ended, in the words of AWS's records. */
export type InvocationCondition =
  | 'Success'
  | 'RetriesExhausted'
  | 'EventAgeExceeded'
  | 'ZeroReservedConcurrency'
  | 'RecursiveInvocation'

/** What is kept of an asynchronous invocation when it is over, and its work is gone. */
export type EndedInvocation = {
  readonly acceptedAt: Millis
  readonly functionArn: string
  /** Of the rule that asked for it, and the event. */
  readonly ruleArn?: string
  readonly eventId?: string
  readonly cause?: InvocationCause
  readonly caller?: string
  /** Absent when the function's queue never had it: what was to be delivered could not be. */
  readonly condition?: InvocationCondition
  readonly destination?: {
    readonly arn: string
    readonly deliveryId: string
    readonly becomes: string
  }
}

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
  /** With the last attempt of an asynchronous invocation. */
  readonly ended?: EndedInvocation
}
