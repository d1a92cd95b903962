import type { Millis } from '../scope.ts'

/** How far a rule's schedule has come; a restart goes on from here. */
export type ScheduleCursor = { readonly firedThrough: Millis }
