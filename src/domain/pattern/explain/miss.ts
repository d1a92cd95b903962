/** Why one value does not satisfy one predicate. */
export type Miss = {
  readonly reason: MissReason
  /** The larger, the more likely it is that this value was meant. */
  readonly nearness: number
  /** Where there is more to say than that the one is not the other. */
  readonly words?: string
  /** Of a slip of the pen, what is there instead. */
  readonly suggestion?: string
}

export type MissReason =
  | 'different'
  | 'type'
  | 'letter-case'
  | 'white-space'
  | 'unicode-form'
  | 'spelling'
  | 'not-anchored'
  | 'out-of-range'
  | 'precision'
  | 'not-an-address'
  | 'outside-block'
  | 'excluded'
  | 'present'
