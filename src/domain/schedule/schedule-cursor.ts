import type { Millis } from '../scope.ts'

/** How far a rule's schedule has come; a restart goes on from here. */
export type ScheduleCursor = {
  readonly firedThrough: Millis
  /** The `scheduledFrom` of the rule that fired: one that is put or enabled again starts afresh. */
  readonly scheduledFrom?: Millis
}

type KeyParts = readonly (string | number)[]

/** A rule's key, [account, region, bus, rule], without the bus: only the default bus has schedules. */
export function cursorKey([account = '', region = '', , rule = '']: KeyParts): KeyParts {
  return [account, region, rule]
}
