import { chooseVersion } from '../domain/choose-version.ts'
import { Conflict } from '../domain/faults.ts'
import type { FunctionConfiguration, LambdaFunction } from '../domain/function.ts'
import { LATEST, ofQualifier } from '../domain/qualifier.ts'
import type { Scope } from '../domain/scope.ts'
import { type ConfigStore, type Key, RevisionConflict } from '../store/config-store.ts'
import type { DevelopmentFunctions } from './development/development-functions.ts'
import type { FunctionRegistry } from './function-registry.ts'

const FUNCTIONS = 'functions'
const VERSIONS = 'function_versions'
const COUNTERS = 'version_counters'

/** Functions of the store, and behind them those of the development directory. */
export function createFunctionRegistry(deps: {
  readonly config: ConfigStore
  readonly development: Pick<DevelopmentFunctions, 'find' | 'names'>
}): FunctionRegistry {
  const { config, development } = deps

  const registry: FunctionRegistry = {
    async find(scope, name) {
      const stored = await config.get(FUNCTIONS, keyOf(scope, name))
      if (stored !== undefined) return { function: stored.doc, revision: stored.revision }
      const found = development.find(scope, name)
      return found && { function: found }
    },

    async resolve(scope, name, qualifier, draw) {
      const found = await registry.find(scope, name)
      const chosen = found && chooseVersion(found.function, qualifier, draw)
      const configuration = chosen && (await frozen(scope, found.function, chosen.version))
      if (!configuration) return undefined
      return { ...found, configuration, ...(chosen.alias && { alias: chosen.alias }) }
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

    async versions(scope, fn, after, limit) {
      const numbers = [
        LATEST,
        ...Object.keys(fn.versions).toSorted((a, b) => Number(a) - Number(b)),
      ]
      const passed = placeOf(after)
      const page = numbers.filter((version) => placeOf(version) > passed).slice(0, limit)
      const found = await Promise.all(page.map((version) => frozen(scope, fn, version)))
      return found.filter((one) => one !== undefined)
    },

    async put(scope, fn, expect) {
      await config.put(FUNCTIONS, keyOf(scope, fn.latest.functionName), fn, expect)
    },

    async delete(scope, name) {
      const key = keyOf(scope, name)
      const stored = await removeStored(config, key)
      if (stored !== undefined) {
        // Its own ones: a function of the same name may come and publish meanwhile.
        for (const version of Object.keys(stored.versions)) {
          await registry.dropVersion(scope, name, version)
        }
        return true
      }
      if (development.find(scope, name) === undefined) return false
      throw new Conflict(
        `${name} is a function of the development directory; remove its file or folder to delete it.`,
      )
    },

    async reserveVersion(scope, name) {
      const key = keyOf(scope, name)
      for (;;) {
        const counter = await config.get(COUNTERS, key)
        const last = (counter?.doc.last ?? 0) + 1
        const expect = counter ? { revision: counter.revision } : 'absent'
        if (await wins(config.put(COUNTERS, key, { last }, expect))) return String(last)
      }
    },

    async putVersion(scope, configuration) {
      const { functionName, version } = configuration
      await config.put(VERSIONS, versionKey(scope, functionName, version), configuration, 'any')
    },

    async dropVersion(scope, name, version) {
      await config.delete(VERSIONS, versionKey(scope, name, version), 'any')
    },
  }

  async function frozen(
    scope: Scope,
    fn: LambdaFunction,
    version: string,
  ): Promise<FunctionConfiguration | undefined> {
    if (version === LATEST) return fn.latest
    const listed = ofQualifier(fn.versions, version)
    if (!listed) return undefined
    const stored = await config.get(VERSIONS, versionKey(scope, fn.latest.functionName, version))
    return stored && current(stored.doc, listed.revisionId)
  }

  return registry
}

const currentOnes = new WeakMap<FunctionConfiguration, FunctionConfiguration>()

/** One object for as long as nothing changes: what is derived from a configuration is remembered by it. */
function current(frozen: FunctionConfiguration, revisionId: string): FunctionConfiguration {
  const known = currentOnes.get(frozen)
  if (known?.revisionId === revisionId) return known
  const configuration = { ...frozen, revisionId }
  currentOnes.set(frozen, configuration)
  return configuration
}

async function removeStored(config: ConfigStore, key: Key): Promise<LambdaFunction | undefined> {
  for (;;) {
    const stored = await config.get(FUNCTIONS, key)
    if (stored === undefined) return undefined
    if (await wins(config.delete(FUNCTIONS, key, { revision: stored.revision }))) return stored.doc
  }
}

/** @returns false when somebody else wrote in between. */
async function wins(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof RevisionConflict) return false
    throw error
  }
}

/** `$LATEST` comes before all numbers; without a version, everything is still to come. */
function placeOf(version: string | undefined): number {
  if (version === undefined) return -1
  return version === LATEST ? 0 : Number(version)
}

function keyOf(scope: Scope, name: string): Key {
  return [scope.account, scope.region, name]
}

function versionKey(scope: Scope, name: string, version: string): Key {
  return [...keyOf(scope, name), Number(version)]
}
