import { InvalidInput } from '../../domain/faults.ts'

/**
 * A page token says which list it belongs to and the name to go on after. It holds no state of the
 * server, so it outlives a restart and every change of the list.
 *
 * @param list - the operation and what it lists, so that a token fits no other list.
 */
export function toPageToken(list: readonly string[], after: string): string {
  return Buffer.from(JSON.stringify([...list, after])).toString('base64url')
}

/** @throws InvalidInput when the token is not one that this list has given out. */
export function parsePageToken(
  list: readonly string[],
  token: string | undefined,
): string | undefined {
  if (token === undefined) return undefined
  const after = lastPart(token)
  if (after === undefined || toPageToken(list, after) !== token) {
    throw new InvalidInput(
      'Parameter NextToken is not valid. Reason: It is not a token that this request has returned.',
    )
  }
  return after
}

function lastPart(token: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    const last: unknown = Array.isArray(parts) ? parts.at(-1) : undefined
    return typeof last === 'string' ? last : undefined
  } catch {
    // Not JSON: not one of our tokens, which is all that the caller asks.
    return undefined
  }
}
