import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Random } from './random.ts'

/**
 * What the functions of one start of the server sign their AWS SDK calls with. The access key is the
 * function's account, so that a call comes back to its own scope; the secret is good for that account alone.
 */
export type FunctionCredentials = {
  /** The same for all functions of this start; a request that carries it comes from one of them. */
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

/** Compares two secrets in a time that tells at most their length. */
export function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}
