import type { Millis } from '../../domain/scope.ts'

/** Timestamps of AWS JSON are numbers of seconds, with a fraction. */
export function toEpochSeconds(at: Millis): number {
  return at / 1_000
}
