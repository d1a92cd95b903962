/** What an attempt takes up of the number of attempts that run at once. */
export type Slot = {
  /** It is another one's: the attempt follows that one or does not begin. */
  readonly isShared: boolean
  /** Keeps it beyond the end of the attempt, for those that share it, until the returned function is called. */
  keep(): () => void
}
