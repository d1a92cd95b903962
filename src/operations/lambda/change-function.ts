import type { FunctionConfiguration, LambdaFunction } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'

/**
 * Reads a function, decides and writes, again when somebody else wrote in between.
 *
 * @param find - throws when there is no such function.
 * @param decide - the function as it shall be, or `undefined` when there is nothing to change.
 * @returns what was written, or found when nothing had to change.
 */
export function changeFunction(
  functions: FunctionRegistry,
  scope: Scope,
  find: () => Promise<FoundFunction>,
  decide: (fn: LambdaFunction) => LambdaFunction | undefined,
): Promise<LambdaFunction> {
  return retryOnConflict(async () => {
    const found = await find()
    const changed = decide(found.function)
    if (!changed) return found.function
    const { revision } = found
    await functions.put(scope, changed, revision === undefined ? 'absent' : { revision })
    return changed
  })
}

/** A function after an update of its code or its settings has settled: it can be published again. */
export function withUpdate(
  fn: LambdaFunction,
  changes: Partial<FunctionConfiguration>,
  stamp: { readonly now: number; readonly revisionId: string },
): LambdaFunction {
  const { publishedAs: _, ...rest } = fn
  return {
    ...rest,
    latest: {
      ...fn.latest,
      ...changes,
      lastModifiedAt: stamp.now,
      revisionId: stamp.revisionId,
      state: 'Active',
      lastUpdateStatus: 'Successful',
    },
  }
}
