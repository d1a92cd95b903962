import type { Answer } from './runtime-session.ts'

/**
 * The type that the platform's own lines name. What a runtime calls its error counts when it has the
 * form of AWS's names; the function's caller sees the body as it is.
 */
function toPlatformErrorType(header: string | undefined): string {
  if (header !== undefined && /(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(header)) return header
  return header?.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown'
}

/** What a runtime has posted as an error, by its header and its body. */
export function toFunctionError(
  header: string | undefined,
  body: string,
): Extract<Answer, { type: 'failed' }> {
  const { errorType, errorMessage } = parseBody(body)
  return {
    type: 'failed',
    payload: body,
    errorType: errorType ?? toPlatformErrorType(header),
    errorMessage: errorMessage ?? '',
    platformErrorType: toPlatformErrorType(header),
  }
}

function parseBody(body: string): { errorType?: string; errorMessage?: string } {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return {}
    const { errorType, errorMessage }: { errorType?: unknown; errorMessage?: unknown } = value
    return {
      ...(typeof errorType === 'string' && { errorType }),
      ...(typeof errorMessage === 'string' && { errorMessage }),
    }
  } catch {
    // A runtime may post any text; it reaches the caller as it is.
    return {}
  }
}
