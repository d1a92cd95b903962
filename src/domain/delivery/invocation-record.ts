import type { Millis } from '../scope.ts'
import type { InvocationCause, InvocationCondition } from './work.ts'

/** What answered the last attempt. */
export type InvocationResponse = {
  /** 200 for everything that a function did, its errors among it. */
  readonly statusCode: number
  readonly executedVersion?: string
  readonly functionError?: 'Unhandled'
  /** What the handler returned, or the error payload: JSON text, as a rule. */
  readonly payload?: string
}

export type InvocationEnd = {
  readonly cause: InvocationCause
  readonly condition: InvocationCondition
  readonly endedAt: Millis
  readonly invokeCount: number
  /** JSON text. */
  readonly requestPayload: string
  readonly response?: InvocationResponse
}

/**
 * The record that destinations get, as JSON text in AWS's order of members; payloads are in it as they were
 * sent, byte for byte. Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"; recorded on AWS.
 */
export function invocationRecordText(end: InvocationEnd): string {
  const { cause, condition, invokeCount, requestPayload, response } = end
  const requestContext = {
    requestId: cause.requestId,
    functionArn: cause.functionArn,
    condition,
    approximateInvokeCount: invokeCount,
  }
  const opening = `{"version":"1.0","timestamp":"${new Date(end.endedAt).toISOString()}"`
  const request = `"requestContext":${JSON.stringify(requestContext)},"requestPayload":${requestPayload}`
  return `${opening},${request}${responseText(response)}}`
}

function responseText(response: InvocationResponse | undefined): string {
  if (!response) return ''
  const { payload, statusCode, executedVersion, functionError } = response
  const context = JSON.stringify({ statusCode, executedVersion, functionError })
  const rest = payload === undefined ? '' : `,"responsePayload":${toJson(payload)}`
  return `,"responseContext":${context}${rest}`
}

/** A custom runtime may answer with anything; what is not JSON is in the record as a string. */
function toJson(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch {
    return JSON.stringify(text)
  }
}
