/** What of an account's concurrency in a region is set aside, and for whom. */
export type ConcurrencyLimits = {
  /** Executions at once in all. */
  readonly account: number
  /** Set aside by the reservations of all functions. */
  readonly reserved: number
  /** Set aside for provisioned environments of functions that have no reservation. */
  readonly provisioned: number
  readonly function: {
    /** At once of all its versions together; absent without a reservation. */
    readonly reserved?: number
    /** Set aside for its provisioned environments, out of its reservation if it has one. */
    readonly provisioned: number
  }
}

/** What runs now. */
export type ConcurrencyLoad = {
  /** Provisioned environments of the version that are ready and have nothing to do. */
  readonly freeProvisioned: number
  /** Executions of the function that no provisioned environment has taken. */
  readonly ofFunction: number
  /** The same of all functions without a reservation together. */
  readonly unreserved: number
}

/** Whose concurrency one more execution uses up. */
export type ConcurrencySource = 'provisioned' | 'reserved' | 'unreserved'

export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'

export type Admission =
  | { readonly from: ConcurrencySource }
  | { readonly throttled: ThrottleReason }

/**
 * Whether one more execution may start: in a provisioned environment of its version if one is free, else out
 * of the function's reservation, else out of what the account has left for all others.
 */
export function admit(limits: ConcurrencyLimits, load: ConcurrencyLoad): Admission {
  if (load.freeProvisioned > 0) return { from: 'provisioned' }
  const { reserved, provisioned } = limits.function
  if (reserved !== undefined) {
    return load.ofFunction < reserved - provisioned
      ? { from: 'reserved' }
      : { throttled: 'ReservedFunctionConcurrentInvocationLimitExceeded' }
  }
  return load.unreserved < unreservedOf(limits)
    ? { from: 'unreserved' }
    : { throttled: 'ConcurrentInvocationLimitExceeded' }
}

/** What the account has left for functions without a reservation, on demand. */
export function unreservedOf({
  account,
  reserved,
  provisioned,
}: Omit<ConcurrencyLimits, 'function'>): number {
  return Math.max(0, account - reserved - provisioned)
}
