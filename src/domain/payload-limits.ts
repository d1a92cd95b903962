/** What a function may be given, and may answer, while its caller waits. */
export const LARGEST_SYNCHRONOUS = 6_291_556
export const LARGEST_ASYNCHRONOUS = 1_048_576

/** AWS names 100 bytes less than what it takes. */
export const INVOKE_TOO_LARGE =
  'Request must be smaller than 6291456 bytes for the InvokeFunction operation'

/** As several users of AWS quote it. */
export function eventTooLarge(bytes: number): string {
  return `${bytes} byte payload is too large for the Event invocation type (limit ${LARGEST_ASYNCHRONOUS} bytes)`
}
