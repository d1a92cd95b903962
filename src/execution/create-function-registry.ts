import { chooseVersion } from '../domain/choose-version.ts'
import { Conflict } from '../domain/faults.ts'
import type { LambdaFunction } from '../domain/function.ts'
import { LATEST } from '../domain/qualifier.ts'
import type { Scope } from '../domain/scope.ts'
import type { ConfigStore, Key } from '../store/config-store.ts'
import type { DevelopmentFunctions } from './development/development-functions.ts'
import type { FunctionRegistry } from './function-registry.ts'
import { createVersionShelf, wins } from './version-shelf.ts'

const FUNCTIONS = 'functions'

/** Functions of the store, and behind them those of the development directory. */
export function createFunctionRegistry(deps: {
  readonly config: ConfigStore
  readonly development: Pick<DevelopmentFunctions, 'find' | 'names'>
}): FunctionRegistry {
  const { config, development } = deps
  const { configurationOf, ...shelf } = createVersionShelf(config)

  const registry: FunctionRegistry = {
    ...shelf,

    async find(scope, name) {
      const stored = await config.get(FUNCTIONS, keyOf(scope, name))
      if (stored !== undefined) return { function: stored.doc, revision: stored.revision }
      const found = development.find(scope, name)
      return found && { function: found }
    },

    async resolve(scope, name, qualifier, draw) {
      const found = await registry.find(scope, name)
      const chosen = found && chooseVersion(found.function, qualifier, draw)
      if (!chosen) return undefined
      const { version, alias } = chosen
      const { latest } = found.function
      const configuration =
        version === LATEST ? latest : await configurationOf(scope, found.function, version)
      if (!configuration) return undefined
      return alias ? { ...found, configuration, alias } : { ...found, configuration }
    },

    async list(scope, after, limit) {
      const page = await config.list(FUNCTIONS, [scope.account, scope.region], {
        limit,
        ...(after !== undefined && { after: keyOf(scope, after) }),
      })
      const functions = new Map<string, LambdaFunction>()
      for (const name of development.names()) {
        const found =
          after === undefined || name > after ? development.find(scope, name) : undefined
        if (found !== undefined) functions.set(name, found)
      }
      // A record of the scope's own comes before the files.
      for (const { doc } of page.items) functions.set(doc.latest.functionName, doc)
      return [...functions]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([, fn]) => fn)
    },

    async put(scope, fn, expect) {
      await config.put(FUNCTIONS, keyOf(scope, fn.latest.functionName), fn, expect)
    },

    async delete(scope, name) {
      const removed = await removeStored(config, keyOf(scope, name))
      // Its own versions: a function of the same name may come and publish meanwhile.
      for (const version of Object.keys(removed?.versions ?? {})) {
        await shelf.dropVersion(scope, name, version)
      }
      if (removed !== undefined) return true
      if (development.find(scope, name) === undefined) return false
      throw new Conflict(
        `${name} is a function of the development directory; remove its file or folder to delete it.`,
      )
    },
  }
  return registry
}

async function removeStored(config: ConfigStore, key: Key): Promise<LambdaFunction | undefined> {
  for (;;) {
    const stored = await config.get(FUNCTIONS, key)
    if (stored === undefined) return undefined
    if (await wins(config.delete(FUNCTIONS, key, { revision: stored.revision }))) return stored.doc
  }
}

function keyOf(scope: Scope, name: string): Key {
  return [scope.account, scope.region, name]
}
