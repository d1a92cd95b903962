import {
  type Fault,
  type FaultKind,
  Throttled,
  UntypedInvalidInput,
  UntypedNotFound,
} from '../domain/faults.ts'
import type { Refusal } from './sigv4/signed-request.ts'

/** What can go wrong at the edge and has no `Fault`: nothing behind the edge can throw it. */
type EdgeKind =
  | 'incomplete-signature'
  | 'internal'
  | 'invalid-signature'
  | 'missing-authentication-token'
  | 'unrecognized-client'

type Entry = {
  readonly code: string
  readonly status: number
  /** The case of the key is part of Lambda's modelled shapes, and SDKs show it. */
  readonly messageKey?: 'Message' | 'message'
  /** Lambda's member `Type`; errors of the front end have none. */
  readonly type?: 'User' | 'Service'
}

/**
 * The AWS error code and HTTP status that each service gives to each kind of failure. The only place
 * that spells AWS error codes.
 *
 * Sources: "Errors" of each action and "Common Errors" in the API References of EventBridge, Lambda,
 * CloudWatch Logs and STS, and the exceptions of their service models. Where AWS has no error of its own
 * (`not-supported`), the code is the one that the service uses for a value it refuses.
 */
export const WIRE_ERRORS = {
  events: {
    'access-denied': { code: 'AccessDeniedException', status: 400 },
    'already-exists': { code: 'ResourceAlreadyExistsException', status: 400 },
    'code-signing-config-not-found': { code: 'ResourceNotFoundException', status: 400 },
    'concurrent-modification': { code: 'ConcurrentModificationException', status: 400 },
    conflict: { code: 'InvalidStateException', status: 400 },
    'constraint-violation': { code: 'ValidationException', status: 400 },
    'incomplete-signature': { code: 'IncompleteSignatureException', status: 400 },
    internal: { code: 'InternalException', status: 500 },
    'invalid-event-pattern': { code: 'InvalidEventPatternException', status: 400 },
    'invalid-input': { code: 'ValidationException', status: 400 },
    'invalid-request-content': { code: 'SerializationException', status: 400 },
    'invalid-signature': { code: 'InvalidSignatureException', status: 400 },
    'limit-exceeded': { code: 'LimitExceededException', status: 400 },
    'malformed-request': { code: 'SerializationException', status: 400 },
    'missing-authentication-token': { code: 'MissingAuthenticationTokenException', status: 400 },
    'not-found': { code: 'ResourceNotFoundException', status: 400 },
    'not-supported': { code: 'ValidationException', status: 400 },
    'policy-too-long': { code: 'PolicyLengthExceededException', status: 400 },
    'precondition-failed': { code: 'ConcurrentModificationException', status: 400 },
    'provisioned-concurrency-config-not-found': { code: 'ResourceNotFoundException', status: 400 },
    'recursive-invocation': { code: 'ValidationException', status: 400 },
    throttled: { code: 'ThrottlingException', status: 400 },
    'too-large': { code: 'RequestEntityTooLargeException', status: 413 },
    unavailable: { code: 'ServiceUnavailable', status: 503 },
    'unknown-operation': { code: 'UnknownOperationException', status: 400 },
    'unrecognized-client': { code: 'UnrecognizedClientException', status: 400 },
    'unsupported-media-type': { code: 'UnsupportedMediaTypeException', status: 415 },
  },
  lambda: {
    'access-denied': { code: 'AccessDeniedException', status: 403, messageKey: 'Message' },
    'already-exists': { code: 'ResourceConflictException', status: 409, type: 'User' },
    'code-signing-config-not-found': {
      code: 'CodeSigningConfigNotFoundException',
      status: 404,
      messageKey: 'Message',
      type: 'User',
    },
    'concurrent-modification': { code: 'ResourceConflictException', status: 409, type: 'User' },
    conflict: { code: 'ResourceConflictException', status: 409, type: 'User' },
    'constraint-violation': { code: 'ValidationException', status: 400 },
    'incomplete-signature': { code: 'IncompleteSignatureException', status: 403 },
    internal: { code: 'ServiceException', status: 500, messageKey: 'Message', type: 'Service' },
    'invalid-event-pattern': { code: 'InvalidParameterValueException', status: 400, type: 'User' },
    'invalid-input': { code: 'InvalidParameterValueException', status: 400, type: 'User' },
    'invalid-request-content': {
      code: 'InvalidRequestContentException',
      status: 400,
      type: 'User',
    },
    'invalid-signature': { code: 'InvalidSignatureException', status: 403 },
    'limit-exceeded': { code: 'CodeStorageExceededException', status: 400, type: 'User' },
    'malformed-request': { code: 'SerializationException', status: 400 },
    'missing-authentication-token': { code: 'MissingAuthenticationTokenException', status: 403 },
    'not-found': {
      code: 'ResourceNotFoundException',
      status: 404,
      messageKey: 'Message',
      type: 'User',
    },
    'not-supported': { code: 'ValidationException', status: 400 },
    'policy-too-long': { code: 'PolicyLengthExceededException', status: 400, type: 'User' },
    'precondition-failed': { code: 'PreconditionFailedException', status: 412, type: 'User' },
    'provisioned-concurrency-config-not-found': {
      code: 'ProvisionedConcurrencyConfigNotFoundException',
      status: 404,
      type: 'User',
    },
    'recursive-invocation': {
      code: 'RecursiveInvocationException',
      status: 400,
      messageKey: 'Message',
      type: 'User',
    },
    throttled: { code: 'TooManyRequestsException', status: 429, type: 'User' },
    'too-large': { code: 'RequestEntityTooLargeException', status: 413, messageKey: 'Message' },
    unavailable: { code: 'ServiceUnavailable', status: 503, type: 'Service' },
    'unknown-operation': { code: 'UnknownOperationException', status: 404 },
    'unrecognized-client': { code: 'UnrecognizedClientException', status: 403 },
    'unsupported-media-type': { code: 'UnsupportedMediaTypeException', status: 415, type: 'User' },
  },
  logs: {
    'access-denied': { code: 'AccessDeniedException', status: 400 },
    'already-exists': { code: 'ResourceAlreadyExistsException', status: 400 },
    'code-signing-config-not-found': { code: 'ResourceNotFoundException', status: 400 },
    'concurrent-modification': { code: 'OperationAbortedException', status: 400 },
    conflict: { code: 'ConflictException', status: 400 },
    'constraint-violation': { code: 'InvalidParameterException', status: 400 },
    'incomplete-signature': { code: 'IncompleteSignatureException', status: 400 },
    internal: { code: 'InternalServerException', status: 500 },
    'invalid-event-pattern': { code: 'InvalidParameterException', status: 400 },
    'invalid-input': { code: 'InvalidParameterException', status: 400 },
    'invalid-request-content': { code: 'SerializationException', status: 400 },
    'invalid-signature': { code: 'InvalidSignatureException', status: 400 },
    'limit-exceeded': { code: 'LimitExceededException', status: 400 },
    'malformed-request': { code: 'SerializationException', status: 400 },
    'missing-authentication-token': { code: 'MissingAuthenticationTokenException', status: 400 },
    'not-found': { code: 'ResourceNotFoundException', status: 400 },
    'not-supported': { code: 'InvalidParameterException', status: 400 },
    'policy-too-long': { code: 'LimitExceededException', status: 400 },
    'precondition-failed': { code: 'InvalidSequenceTokenException', status: 400 },
    'provisioned-concurrency-config-not-found': { code: 'ResourceNotFoundException', status: 400 },
    'recursive-invocation': { code: 'InvalidParameterException', status: 400 },
    throttled: { code: 'ThrottlingException', status: 400 },
    'too-large': { code: 'RequestEntityTooLargeException', status: 413 },
    unavailable: { code: 'ServiceUnavailableException', status: 503 },
    'unknown-operation': { code: 'UnknownOperationException', status: 400 },
    'unrecognized-client': { code: 'UnrecognizedClientException', status: 400 },
    'unsupported-media-type': { code: 'UnsupportedMediaTypeException', status: 415 },
  },
  sts: {
    'access-denied': { code: 'AccessDenied', status: 403 },
    'already-exists': { code: 'ValidationError', status: 400 },
    'code-signing-config-not-found': { code: 'ValidationError', status: 400 },
    'concurrent-modification': { code: 'ValidationError', status: 400 },
    conflict: { code: 'ValidationError', status: 400 },
    'constraint-violation': { code: 'ValidationError', status: 400 },
    'incomplete-signature': { code: 'IncompleteSignature', status: 403 },
    internal: { code: 'InternalFailure', status: 500 },
    'invalid-event-pattern': { code: 'ValidationError', status: 400 },
    'invalid-input': { code: 'ValidationError', status: 400 },
    'invalid-request-content': { code: 'MalformedInput', status: 400 },
    'invalid-signature': { code: 'SignatureDoesNotMatch', status: 403 },
    'limit-exceeded': { code: 'ValidationError', status: 400 },
    'malformed-request': { code: 'MalformedInput', status: 400 },
    'missing-authentication-token': { code: 'MissingAuthenticationToken', status: 403 },
    'not-found': { code: 'ValidationError', status: 400 },
    'not-supported': { code: 'ValidationError', status: 400 },
    'policy-too-long': { code: 'PackedPolicyTooLarge', status: 400 },
    'precondition-failed': { code: 'ValidationError', status: 400 },
    'provisioned-concurrency-config-not-found': { code: 'ValidationError', status: 400 },
    'recursive-invocation': { code: 'ValidationError', status: 400 },
    throttled: { code: 'Throttling', status: 400 },
    'too-large': { code: 'RequestEntityTooLarge', status: 413 },
    unavailable: { code: 'ServiceUnavailable', status: 503 },
    'unknown-operation': { code: 'InvalidAction', status: 400 },
    'unrecognized-client': { code: 'InvalidClientTokenId', status: 403 },
    'unsupported-media-type': { code: 'UnsupportedMediaType', status: 415 },
  },
} satisfies Record<string, Record<FaultKind | EdgeKind, Entry>>

export type WireService = keyof typeof WIRE_ERRORS

/** An error as one service names it, ready for an encoder. */
export type WireError = Entry & {
  readonly message: string
  /** Lambda's `Reason` for a throttle. */
  readonly reason?: string
}

const INTERNAL_MESSAGES: Readonly<Record<WireService, string>> = {
  events: 'Service encountered unexpected problem. Please try again.',
  lambda: 'An error occurred and the request cannot be processed.',
  logs: 'The service encountered an internal error. Please try again.',
  sts: 'The request processing has failed because of an unknown error.',
}

export function wireErrorOf(service: WireService, fault: Fault): WireError {
  const error: WireError = { ...WIRE_ERRORS[service][fault.kind], message: fault.message }
  if (fault instanceof UntypedInvalidInput || fault instanceof UntypedNotFound) {
    return withoutType(error)
  }
  return fault instanceof Throttled && fault.reason !== undefined
    ? { ...error, reason: fault.reason }
    : error
}

function withoutType({ type: _, ...error }: WireError): WireError {
  return error
}

/** For what is not a `Fault`: says nothing about what happened. */
export function internalError(service: WireService): WireError {
  return { ...WIRE_ERRORS[service].internal, message: INTERNAL_MESSAGES[service] }
}

/** @param message - what is wrong with the caller's credentials. */
export function incompleteSignature(service: WireService, message: string): WireError {
  return { ...WIRE_ERRORS[service]['incomplete-signature'], message }
}

/** A signature that is missing or no good. */
export function signatureRefused(service: WireService, { refused, message }: Refusal): WireError {
  return { ...WIRE_ERRORS[service][refused], message }
}

/** The guard's refusal; it is given before anybody knows which service was meant. */
export function forbidden(message: string): WireError {
  return { code: 'AccessDeniedException', status: 403, message }
}
