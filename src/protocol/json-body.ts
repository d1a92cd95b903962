import { isUtf8 } from 'node:buffer'

/** What is wrong with a body that should have been a JSON object. */
export type JsonProblem = { readonly problem: string }

/**
 * Parses a request body; an empty one counts as `{}`, so that plain `curl` works.
 *
 * Duplicate keys: the last one wins. `__proto__` is a member like any other (`JSON.parse` defines it, it
 * does not set it), and nothing here copies members by assignment.
 */
export function parseJsonBody(body: Buffer): { readonly value: unknown } | JsonProblem {
  if (body.length === 0) return { value: {} }
  // Buffer.toString would quietly replace what is not UTF-8.
  if (!isUtf8(body)) return { problem: 'The body is not valid UTF-8.' }
  try {
    return { value: JSON.parse(body.toString('utf8')) }
  } catch (error) {
    return { problem: `The body is not valid JSON: ${positionOnly(error)}` }
  }
}

/** V8 quotes the text around the error; payloads do not belong into messages and logs. */
function positionOnly(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  const at = message.indexOf('at position ')
  return at < 0 ? 'it ends too early or has an unexpected token.' : `error ${message.slice(at)}.`
}
