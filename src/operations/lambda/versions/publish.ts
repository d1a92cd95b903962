import { NotSupported } from '../../../domain/faults.ts'
import type { FunctionConfiguration, LambdaFunction } from '../../../domain/function.ts'
import type { FunctionRegistry } from '../../../execution/function-registry.ts'
import type { Random } from '../../../platform/random.ts'
import { type Revision, RevisionConflict } from '../../../store/config-store.ts'
import { retryOnConflict } from '../../retry-on-conflict.ts'
import { findFunction } from '../find-function.ts'
import type { FunctionReference } from '../function-reference.ts'

type Publication = {
  /** @default the function's own */
  readonly description?: string
  /** Throws when the caller does not want to publish what `$LATEST` is now. */
  check(latest: FunctionConfiguration): void
}

/**
 * Freezes `$LATEST` under the next number, unless nothing was deployed since that was done last: then
 * it answers the version that there is.
 *
 * The number is reserved first, then the version is written, and it is there once the function lists it.
 * A crash in between leaves at most a gap in the numbers, and a document that the next start removes.
 */
export async function publish(
  { functions, random }: { readonly functions: FunctionRegistry; readonly random: Random },
  reference: FunctionReference,
  { description, check }: Publication,
): Promise<FunctionConfiguration> {
  const { scope, name } = reference
  let reserved: string | undefined

  return retryOnConflict(async () => {
    const { function: fn, revision } = await findFunction(functions, reference)
    check(fn.latest)
    const present = await publishedAlready(functions, reference, fn)
    if (present) return present
    checkPublishable(fn)
    reserved ??= await functions.reserveVersion(scope, name)
    const frozen = {
      ...fn.latest,
      version: reserved,
      ...(description !== undefined && { description }),
      revisionId: random.uuid(),
    }
    await functions.putVersion(scope, frozen)
    await list(functions, reference, { fn, revision, frozen, revisionId: random.uuid() })
    return frozen
  })
}

async function publishedAlready(
  functions: FunctionRegistry,
  { scope, name }: FunctionReference,
  { publishedAs }: LambdaFunction,
): Promise<FunctionConfiguration | undefined> {
  if (publishedAs === undefined) return undefined
  return (await functions.resolve(scope, name, publishedAs, 0))?.configuration
}

function checkPublishable({ latest }: LambdaFunction): void {
  const used = [latest.code, ...(latest.layers ?? []).map(({ code }) => code)]
  if (used.every(({ kind }) => kind !== 'directory')) return
  throw new NotSupported(
    `The code of ${latest.functionName} is a folder, which can change at any time, so busbar publishes no versions of it. UpdateFunctionCode with a zip gives it code that can be published.`,
  )
}

async function list(
  functions: FunctionRegistry,
  { scope, name }: FunctionReference,
  change: {
    readonly fn: LambdaFunction
    readonly revision: Revision | undefined
    readonly frozen: FunctionConfiguration
    readonly revisionId: string
  },
): Promise<void> {
  const { fn, revision, frozen, revisionId } = change
  const published: LambdaFunction = {
    ...fn,
    latest: { ...fn.latest, revisionId },
    versions: { ...fn.versions, [frozen.version]: { revisionId: frozen.revisionId } },
    publishedAs: frozen.version,
  }
  try {
    await functions.put(scope, published, revision === undefined ? 'absent' : { revision })
  } catch (error) {
    if (error instanceof RevisionConflict) await functions.dropVersion(scope, name, frozen.version)
    throw error
  }
}
