/** All state is partitioned by account and region; nothing is shared between two scopes. */
export type Scope = {
  /** Twelve digits. */
  readonly account: string
  /** For example `us-east-1`. */
  readonly region: string
}

export type Millis = number
