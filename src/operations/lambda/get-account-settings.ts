import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FunctionRegistry } from '../../execution/function-registry.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { storedBytes } from './function-configuration.ts'
import { layersAfter } from './layers/list-layers.ts'

/** AWS's defaults for an account in a region. */
const LIMIT = {
  TotalCodeSize: 80_530_636_800,
  CodeSizeUnzipped: 262_144_000,
  CodeSizeZipped: 52_428_800,
}
const BATCH = 500

export const getAccountSettings = defineOperation<object>({
  service: 'lambda',
  name: 'GetAccountSettings',
  input: structure('GetAccountSettingsRequest', {}),
  async handle(_input, { functions, config, leases }, { scope }) {
    let FunctionCount = 0
    let TotalCodeSize = 0
    for await (const versions of functionsOf(functions, scope)) {
      FunctionCount += 1
      // Every version counts, also those that share their code.
      for (const version of versions) TotalCodeSize += storedBytes(version)
    }
    for await (const { versions } of layersAfter(config, scope, undefined)) {
      for (const version of versions) TotalCodeSize += storedBytes(version)
    }
    const concurrency = {
      ConcurrentExecutions: leases.accountLimit,
      UnreservedConcurrentExecutions: leases.unreserved(scope),
    }
    return {
      AccountLimit: { ...LIMIT, ...concurrency },
      AccountUsage: { TotalCodeSize, FunctionCount },
    }
  },
})

/** Of each function `$LATEST` and all its versions. */
async function* functionsOf(
  functions: FunctionRegistry,
  scope: Scope,
): AsyncGenerator<readonly FunctionConfiguration[]> {
  let after: string | undefined
  do {
    const page = await functions.list(scope, after, BATCH)
    for (const fn of page) {
      yield await functions.versions(scope, fn, undefined, Number.POSITIVE_INFINITY)
    }
    after = page.length < BATCH ? undefined : page.at(-1)?.latest.functionName
  } while (after !== undefined)
}
