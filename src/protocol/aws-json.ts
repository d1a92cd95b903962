import type { Answer } from './answer.ts'
import type { WireError, WireService } from './wire-errors.ts'

const TARGET_PREFIXES: Readonly<Record<string, WireService>> = {
  AWSEvents: 'events',
  Logs_20140328: 'logs',
}

export type AwsJsonTarget = {
  /** `undefined`: no service of busbar has this prefix. */
  readonly service: WireService | undefined
  readonly operation: string
}

/** Splits `X-Amz-Target: AWSEvents.PutRule`. */
export function parseTarget(target: string): AwsJsonTarget {
  const dot = target.indexOf('.')
  const prefix = dot < 0 ? target : target.slice(0, dot)
  const service = Object.hasOwn(TARGET_PREFIXES, prefix) ? TARGET_PREFIXES[prefix] : undefined
  return { service, operation: dot < 0 ? '' : target.slice(dot + 1) }
}

/** The version that the client spoke: 1.0 or 1.1. */
export function awsJsonContentType(requestContentType: string | undefined): string {
  return requestContentType?.startsWith('application/x-amz-json-1.0')
    ? 'application/x-amz-json-1.0'
    : 'application/x-amz-json-1.1'
}

/** @param output - absent: the empty body of an operation without an output shape. */
export function encodeAwsJson(output: object | undefined, contentType: string): Answer {
  const headers = { 'Content-Type': contentType }
  return output === undefined
    ? { status: 200, headers }
    : { status: 200, headers, body: JSON.stringify(output) }
}

export function encodeAwsJsonError(error: WireError, contentType: string): Answer {
  return {
    status: error.status,
    headers: { 'Content-Type': contentType, 'x-amzn-ErrorType': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  }
}
