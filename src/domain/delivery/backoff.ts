import type { Millis } from '../scope.ts'

const BASE: Millis = 1_000
/** So that 185 attempts fill 24 hours. */
export const LONGEST_BACKOFF: Millis = 1_000_000

/**
 * How long to wait before a retry: exponential with full jitter.
 *
 * @param retries - how many retries there were already.
 * @param jitter - fraction in [0, 1) that spreads retries; drawn by the caller.
 */
export function backoff(retries: number, jitter: number): Millis {
  const ceiling = Math.min(LONGEST_BACKOFF, BASE * 2 ** Math.min(retries, 30))
  return Math.ceil(ceiling * jitter)
}
