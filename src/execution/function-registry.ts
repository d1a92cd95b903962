import type { Alias } from '../domain/alias.ts'
import type { FunctionConfiguration, LambdaFunction } from '../domain/function.ts'
import type { Scope } from '../domain/scope.ts'
import type { Expectation, Revision } from '../store/config-store.ts'

export type FoundFunction = {
  readonly function: LambdaFunction
  /** Absent while a function of the development directory was never changed through the API. */
  readonly revision?: Revision
}

/** What a qualifier leads to. */
export type ResolvedFunction = FoundFunction & {
  /** What runs; its version is a number or `$LATEST`, never an alias. */
  readonly configuration: FunctionConfiguration
  /** The alias that was asked for. */
  readonly alias?: Alias
}

/**
 * Functions that were created, and those of the development directory, which exist in every account and
 * region until the API changes their configuration in one; from then on that scope has its own record.
 *
 * A function lists its versions; what a version froze is a document of its own, written before it is
 * listed and removed after it is listed no more. So a crash in between leaves nothing that anybody sees.
 */
export type FunctionRegistry = {
  find(scope: Scope, name: string): Promise<FoundFunction | undefined>

  /**
   * The one place where a version number, an alias, `$LATEST` or nothing becomes what runs.
   *
   * @param draw - from [0, 1), or `PRIMARY`: decides where a weighted alias leads this time.
   * @returns `undefined` when there is no such function, version or alias.
   */
  resolve(
    scope: Scope,
    name: string,
    qualifier: string | undefined,
    draw: number,
  ): Promise<ResolvedFunction | undefined>

  /** In the order of names. */
  list(scope: Scope, after: string | undefined, limit: number): Promise<readonly LambdaFunction[]>

  /** `$LATEST` first, then the published versions by number. @param after - a version of a page before. */
  versions(
    scope: Scope,
    fn: LambdaFunction,
    after: string | undefined,
    limit: number,
  ): Promise<readonly FunctionConfiguration[]>

  /** @throws RevisionConflict */
  put(scope: Scope, fn: LambdaFunction, expect: Expectation): Promise<void>

  /** With its versions and aliases. @returns whether there was such a function. */
  delete(scope: Scope, name: string): Promise<boolean>

  /** A number that no version of that name has or had. */
  reserveVersion(scope: Scope, name: string): Promise<string>

  /** To be called before the function lists the version. */
  putVersion(scope: Scope, frozen: FunctionConfiguration): Promise<void>

  /** To be called once the function lists the version no more. */
  dropVersion(scope: Scope, name: string, version: string): Promise<void>
}
