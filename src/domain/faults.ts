/**
 * What can go wrong, by meaning. The wire name and the HTTP status of each kind depend on the
 * service that answers; see protocol/wire-errors.ts.
 */
export type FaultKind =
  | 'access-denied'
  | 'already-exists'
  | 'code-signing-config-not-found'
  | 'concurrent-modification'
  | 'conflict'
  | 'constraint-violation'
  | 'invalid-event-pattern'
  | 'invalid-input'
  | 'invalid-request-content'
  | 'limit-exceeded'
  | 'malformed-request'
  | 'not-found'
  | 'not-supported'
  | 'policy-too-long'
  | 'precondition-failed'
  | 'provisioned-concurrency-config-not-found'
  | 'recursive-invocation'
  | 'throttled'
  | 'too-large'
  | 'unavailable'
  | 'unknown-operation'
  | 'unsupported-media-type'

/** A failure the caller caused and can act on. Anything else that is thrown is a bug in busbar. */
export abstract class Fault extends Error {
  abstract readonly kind: FaultKind
}

function faultOf(kind: FaultKind) {
  return class extends Fault {
    readonly kind = kind
  }
}

/** The caller may not do this; for example a foreign `Host` or a web page's request. */
export class AccessDenied extends faultOf('access-denied') {}

export class AlreadyExists extends faultOf('already-exists') {}

/** A function was to have one that is not there; asked for by itself it is `not-found`. */
export class CodeSigningConfigNotFound extends faultOf('code-signing-config-not-found') {}

/** Somebody else changed the same thing at the same time; the caller may try again. */
export class ConcurrentModification extends faultOf('concurrent-modification') {}

/** The resource is in a state, or exists already, so that this cannot be done (Lambda: 409). */
export class Conflict extends faultOf('conflict') {}

/** The message lists every violated constraint, worded as AWS's front end words them. */
export class ConstraintViolation extends faultOf('constraint-violation') {}

/** A value that has the right shape and still means nothing. The message is AWS's. */
export class InvalidInput extends faultOf('invalid-input') {}

/** One that Lambda sends without its member `Type` (recorded on AWS). */
export class UntypedInvalidInput extends InvalidInput {}

/** Lambda's name for a body that is not JSON. */
export class InvalidRequestContent extends faultOf('invalid-request-content') {}

export class LimitExceeded extends faultOf('limit-exceeded') {}

/** The body is not JSON, or a member has another JSON type than the API gives it. */
export class MalformedRequest extends faultOf('malformed-request') {}

export class NotFound extends faultOf('not-found') {}

/** One that Lambda sends without its member `Type` (recorded on AWS). */
export class UntypedNotFound extends NotFound {}

/** AWS would act on this, busbar does not yet. The message names the field or the operation. */
export class NotSupported extends faultOf('not-supported') {}

export class PolicyTooLong extends faultOf('policy-too-long') {}

export class PreconditionFailed extends faultOf('precondition-failed') {}

/** The version or alias is there and has none. */
export class ProvisionedConcurrencyConfigNotFound extends faultOf(
  'provisioned-concurrency-config-not-found',
) {}

/** A function that invokes itself, directly or by way of others, without an end. */
export class RecursiveInvocation extends faultOf('recursive-invocation') {}

/** The caller should slow down and try again; `reason` is Lambda's, where it gives one. */
export class Throttled extends faultOf('throttled') {
  readonly reason: string | undefined

  constructor(message: string, reason?: string) {
    super(message)
    this.reason = reason
  }
}

export class TooLarge extends faultOf('too-large') {}

/** Busbar itself cannot do it now: stopping, or the disk is full. */
export class Unavailable extends faultOf('unavailable') {}

export class UnknownOperation extends faultOf('unknown-operation') {}

export class UnsupportedMediaType extends faultOf('unsupported-media-type') {}

/** @param reason - AWS's words after `Reason: `, position line included where AWS gives one. */
export class InvalidEventPattern extends Fault {
  readonly kind = 'invalid-event-pattern'

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`)
  }
}
