import type { ConcurrencySource } from '../../domain/concurrency/admit.ts'
import type { Scope } from '../../domain/scope.ts'

export type FunctionRef = Scope & { readonly name: string }

/** A version as it runs: `$LATEST` or a number, never an alias. */
export type VersionRef = FunctionRef & { readonly version: string }

/** One execution, counted until it is released. */
export type ConcurrencyLease = {
  readonly from: ConcurrencySource
  /** Once; again does nothing. */
  release(): void
}

/** Environments that are initialised before anybody calls. */
export type ProvisionedSlots = {
  /** Set aside from the moment on that they were asked for. */
  readonly requested: number
  /** Of these, how many are initialised and take invocations; the others cannot be leased yet. */
  readonly ready: number
}

/**
 * Counts executions per account and region, and per function, against the limits of AWS. How many processes
 * the machine can bear is the executor's business and none of theirs.
 */
export type ConcurrencyLeases = {
  /**
   * Counts one more execution of a version: provisioned first, then reserved, then unreserved.
   * @throws Throttled with AWS's reason when the limit is reached.
   */
  take(version: VersionRef): ConcurrencyLease

  /** The reservation of a function; `undefined` when it has none. */
  reservationOf(fn: FunctionRef): number | undefined

  /** Of all functions in an account and region together. */
  readonly accountLimit: number

  /**
   * What the account has left in a region for functions without a reservation.
   * @param except - a function that is taken to have neither a reservation nor provisioned environments.
   */
  unreserved(scope: Scope, except?: string): number

  /** How many environments of all versions of a function are provisioned, or will be. */
  provisionedOf(fn: FunctionRef): number

  /**
   * Runs changes of what an account has set aside in a region one after the other, so that what each checks
   * still holds when it writes: no single function's revision can say that of the sum of all.
   */
  inTurn<T>(scope: Scope, change: () => Promise<T>): Promise<T>

  /** Sets aside provisioned concurrency of a version in place of what there was; none of it: `requested` 0. */
  provision(version: VersionRef, slots: ProvisionedSlots): void
}
