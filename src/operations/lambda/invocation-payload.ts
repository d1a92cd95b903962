import { InvalidRequestContent, TooLarge } from '../../domain/faults.ts'
import type { InvocationResult } from '../../execution/executor.ts'

const LARGEST_SYNCHRONOUS = 6_291_556
/** What a function may answer when its caller waits for the whole. */
export const LARGEST_RESPONSE = LARGEST_SYNCHRONOUS
const LARGEST_ASYNCHRONOUS = 1_048_576
/** What AWS names in its message for synchronous calls is 100 bytes less than what it takes. */
const NAMED_SYNCHRONOUS = 6_291_456

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
  const named = isAsynchronous ? LARGEST_ASYNCHRONOUS : NAMED_SYNCHRONOUS
  throw new TooLarge(`Request must be smaller than ${named} bytes for the InvokeFunction operation`)
}
