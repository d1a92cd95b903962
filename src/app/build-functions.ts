import { join, resolve } from 'node:path'
import type { Config } from '../config/settings.ts'
import type { Scope } from '../domain/scope.ts'
import { createCodeCache } from '../execution/code/code-cache.ts'
import { createLayerSets } from '../execution/code/layer-sets.ts'
import { createConcurrencyLeases } from '../execution/concurrency/create-concurrency-leases.ts'
import { limitConcurrency } from '../execution/concurrency/limit-concurrency.ts'
import { createExecutor } from '../execution/create-executor.ts'
import { createFunctionRegistry } from '../execution/create-function-registry.ts'
import { createDevelopmentFunctions } from '../execution/development/development-functions.ts'
import { watchFolders } from '../execution/development/watched-folders.ts'
import { createProvisionedConcurrency } from '../execution/provisioned/create-provisioned-concurrency.ts'
import type { FunctionCredentials } from '../platform/function-credentials.ts'
import type { Key } from '../store/config-store.ts'
import type { SqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import { clearLeftovers } from './clear-leftovers.ts'
import type { PlatformParts } from './platform-parts.ts'

export type FunctionEngines = Awaited<ReturnType<typeof buildFunctions>>

type Parts = PlatformParts & {
  readonly config: Config
  readonly store: SqliteStore
  readonly credentials: FunctionCredentials
  /** Where functions reach this server. */
  readonly endpointUrl: () => string
}

/** What knows and runs functions. What is left of an earlier run is cleared away first. */
export async function buildFunctions(parts: Parts) {
  const { config, store, clock, timers, random, activity, log } = parts
  const { sessionToken, secretOf } = parts.credentials
  const development = createDevelopmentFunctions({
    directory: config.functions,
    clock,
    timers,
    random,
    log,
  })
  const functions = createFunctionRegistry({ config: store.config, development })
  const codeDirectory = join(store.directory, 'code')
  const code = createCodeCache({ blobs: store.blobs, directory: codeDirectory })
  const layerSets = createLayerSets({ code, directory: codeDirectory, random })
  await clearLeftovers(store, code, log)
  const leases = createConcurrencyLeases({ config: store.config, accountLimit: config.concurrency })
  const environments = createExecutor(
    { code, layerSets, logs: store.logs, clock, timers, random, log },
    {
      stateDirectory: store.directory,
      endpointUrl: parts.endpointUrl,
      sessionToken,
      secretOf,
      maxEnvironments: config.maxEnvironments,
      ...(config.inspect && { inspect: config.inspect }),
      freezes: config.freeze,
    },
  )
  const executor = limitConcurrency(environments, leases)
  const provisioned = createProvisionedConcurrency({
    config: store.config,
    functions,
    environments: environments.provisioned,
    leases,
    activity,
    clock,
  })

  development.onChange((name) => executor.retire('everywhere', name))
  // However a function goes (DeleteFunction, reset), its environments go too.
  store.config.watch('functions', (change) => {
    if (change.type === 'delete') executor.retire(...functionOf(change.key))
  })
  store.config.watch('function_versions', (change) => {
    if (change.type === 'delete') {
      executor.retire(...functionOf(change.key), String(change.key.at(-1)))
    }
  })
  const unwatchFolders = watchFolders({
    config: store.config,
    developmentDirectory: config.functions === undefined ? undefined : resolve(config.functions),
    timers,
    log,
    onChange: (key) => executor.retire(...functionOf(key)),
  })

  return {
    development,
    functions,
    leases,
    environments,
    executor,
    provisioned,
    /** To be called once nothing more is delivered. */
    async stop() {
      await executor.stop()
      await development.stop()
      unwatchFolders()
    },
  }
}

function functionOf([account, region, name]: Key): [Scope, string] {
  return [{ account: String(account), region: String(region) }, String(name)]
}
