import { InvalidRequestContent, TooLarge } from '../../domain/faults.ts'
import {
  eventTooLarge,
  INVOKE_TOO_LARGE,
  LARGEST_ASYNCHRONOUS,
  LARGEST_SYNCHRONOUS,
} from '../../domain/payload-limits.ts'
import type { InvocationResult } from '../../execution/executor.ts'

/** The request's body may hold this and one byte more, so that the refusal is this operation's own. */
export const LARGEST_INVOKE_REQUEST = LARGEST_SYNCHRONOUS + 1

/**
 * @returns the event as JSON text, as the caller wrote it; no body means an empty object.
 * @throws TooLarge or InvalidRequestContent
 */
export function parsePayload(
  payload: Uint8Array | undefined,
  invocationType: 'RequestResponse' | 'Event',
): string {
  checkPayloadSize(payload?.byteLength ?? 0, invocationType)
  if (payload === undefined || payload.byteLength === 0) return '{}'
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload)
    JSON.parse(text)
    return text
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'Invalid UTF-8'
    throw new InvalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${reason}`,
    )
  }
}

/** What a function answered in one, as it was posted. */
export function answerBytes({ payload, bytes }: InvocationResult): Uint8Array {
  return bytes ?? Buffer.from(payload)
}

/** @throws TooLarge */
export function checkPayloadSize(bytes: number, invocationType: 'RequestResponse' | 'Event'): void {
  const isAsynchronous = invocationType === 'Event'
  if (bytes <= (isAsynchronous ? LARGEST_ASYNCHRONOUS : LARGEST_SYNCHRONOUS)) return
  throw new TooLarge(isAsynchronous ? eventTooLarge(bytes) : INVOKE_TOO_LARGE)
}
