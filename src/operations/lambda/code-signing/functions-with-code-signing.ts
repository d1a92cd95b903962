import type { Scope } from '../../../domain/scope.ts'
import type { FunctionRegistry } from '../../../execution/function-registry.ts'

const BATCH = 500

/** The names of the functions that have the config, in order. @param after - the name to go on after. */
export async function functionsWith(
  functions: FunctionRegistry,
  scope: Scope,
  configArn: string,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  const names: string[] = []
  let place = after
  do {
    const page = await functions.list(scope, place, BATCH)
    for (const { latest, codeSigningConfigArn } of page) {
      if (codeSigningConfigArn === configArn) names.push(latest.functionName)
    }
    place = page.length < BATCH ? undefined : page.at(-1)?.latest.functionName
  } while (place !== undefined && names.length < limit)
  return names.slice(0, limit)
}
