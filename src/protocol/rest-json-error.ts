import type { Answer } from './answer.ts'
import type { WireError } from './wire-errors.ts'

export function encodeRestJsonError(error: WireError): Answer {
  const { code, status, message, messageKey = 'message', type, reason } = error
  const body = {
    ...(reason === undefined ? {} : { Reason: reason }),
    ...(type === undefined ? {} : { Type: type }),
    [messageKey]: message,
  }
  const retry: Record<string, string> = status === 429 ? { 'Retry-After': '1' } : {}
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': code, ...retry },
    body: JSON.stringify(body),
  }
}
