import type { LambdaFunction } from '../domain/function.ts'
import type { Scope } from '../domain/scope.ts'
import type { Expectation, Revision } from '../store/config-store.ts'

export type FoundFunction = {
  readonly function: LambdaFunction
  /** Absent while a function of the development directory was never changed through the API. */
  readonly revision?: Revision
}

/**
 * Functions that were created, and those of the development directory, which exist in every account and
 * region until the API changes their configuration in one; from then on that scope has its own record.
 */
export type FunctionRegistry = {
  find(scope: Scope, name: string): Promise<FoundFunction | undefined>
  /** In the order of names. */
  list(scope: Scope, after: string | undefined, limit: number): Promise<readonly LambdaFunction[]>
  /** @throws RevisionConflict */
  put(scope: Scope, fn: LambdaFunction, expect: Expectation): Promise<void>
  /** @returns whether there was such a function. */
  delete(scope: Scope, name: string): Promise<boolean>
}
