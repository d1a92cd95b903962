/**
 * The emulator answers a failed invocation like any other, and only the body tells: it is what the
 * runtime has posted as its error, an object of a type and a message.
 */
export function errorInBody(body: string): { type: string; message: string } | undefined {
  if (!body.startsWith('{')) return undefined
  try {
    const { errorType, errorMessage }: { errorType?: unknown; errorMessage?: unknown } =
      JSON.parse(body)
    if (typeof errorType !== 'string' || typeof errorMessage !== 'string') return undefined
    return { type: errorType, message: errorMessage }
  } catch {
    // Any text is a result.
    return undefined
  }
}
