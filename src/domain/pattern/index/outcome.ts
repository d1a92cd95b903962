/** What the event at hand has for a field. */
export const OUTCOME = {
  unknown: 0,
  /** Nothing satisfies it. */
  unsatisfied: 1,
  /** Satisfied, whatever the other fields of a branch choose. */
  satisfied: 2,
  /** Satisfied by values inside array elements only: fields have to agree on them. */
  withinElements: 3,
  /** Satisfied only where the other fields choose elements without the field. */
  whereAbsent: 4,
} as const

export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME]
