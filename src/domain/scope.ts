/** All state is partitioned by account and region; nothing is shared between two scopes. */
export type Scope = {
  /** Twelve digits. */
  readonly account: string
  /** For example `us-east-1`. */
  readonly region: string
}

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.account === other.account && one.region === other.region
}

export type Millis = number
