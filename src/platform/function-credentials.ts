import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Random } from './random.ts'

/**
 * What the functions of one start of the server sign their AWS SDK calls with. The access key is the
 * function's account, so that a call comes back to its own scope; the secret is good for that account alone.
 */
export type FunctionCredentials = {
  /** The same for all functions of this start: what comes with it, alone or as `tokenFor` makes it, is theirs. */
  readonly sessionToken: string
  secretOf(account: string): string
}

export function createFunctionCredentials(random: Random): FunctionCredentials {
  // Apart from the token, which travels with each request.
  const seed = `${random.uuid()}${random.uuid()}`
  return {
    sessionToken: random.uuid(),
    secretOf: (account) =>
      createHmac('sha256', seed).update(account).digest('base64url').slice(0, 40),
  }
}

/** The session token of one function, which tells whose requests they are. */
export function tokenFor(sessionToken: string, functionArn: string): string {
  return `${sessionToken}.${Buffer.from(functionArn).toString('base64url')}`
}

/** @returns `undefined` for a token that no function of this start has. */
export function readToken(
  given: string,
  sessionToken: string,
): { readonly functionArn?: string } | undefined {
  const [shared = '', encoded] = given.split('.', 2)
  if (!isSameSecret(shared, sessionToken)) return undefined
  return encoded ? { functionArn: Buffer.from(encoded, 'base64url').toString() } : {}
}

/** Compares two secrets in a time that tells at most their length. */
function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}
