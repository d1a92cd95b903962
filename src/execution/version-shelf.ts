import type { FunctionConfiguration, LambdaFunction } from '../domain/function.ts'
import { LATEST, ofQualifier } from '../domain/qualifier.ts'
import type { Scope } from '../domain/scope.ts'
import { type ConfigStore, type Key, RevisionConflict } from '../store/config-store.ts'
import type { FunctionRegistry } from './function-registry.ts'

const VERSIONS = 'function_versions'
const COUNTERS = 'version_counters'

type VersionShelf = Pick<
  FunctionRegistry,
  'versions' | 'reserveVersion' | 'putVersion' | 'dropVersion'
> & {
  /** What runs as a version that the function lists, or as `$LATEST`. */
  configurationOf(
    scope: Scope,
    fn: LambdaFunction,
    version: string,
  ): Promise<FunctionConfiguration | undefined>
}

/** What published versions froze, and the numbers that were given out. */
export function createVersionShelf(config: ConfigStore): VersionShelf {
  const shelf: VersionShelf = {
    async configurationOf(scope, fn, version) {
      if (version === LATEST) return fn.latest
      const listed = ofQualifier(fn.versions, version)
      if (!listed) return undefined
      const stored = await config.get(VERSIONS, keyOf(scope, fn.latest.functionName, version))
      return stored && current(stored.doc, listed.revisionId)
    },

    async versions(scope, fn, after, limit) {
      const byNumber = Object.keys(fn.versions).toSorted((a, b) => Number(a) - Number(b))
      const passed = placeOf(after)
      const page = [LATEST, ...byNumber]
        .filter((version) => placeOf(version) > passed)
        .slice(0, limit)
      const found = await Promise.all(
        page.map((version) => shelf.configurationOf(scope, fn, version)),
      )
      return found.filter((one) => one !== undefined)
    },

    async reserveVersion({ account, region }, name) {
      const key = [account, region, name]
      for (;;) {
        const counter = await config.get(COUNTERS, key)
        const last = (counter?.doc.last ?? 0) + 1
        const expect = counter ? { revision: counter.revision } : 'absent'
        if (await wins(config.put(COUNTERS, key, { last }, expect))) return String(last)
      }
    },

    async putVersion(scope, frozen) {
      const key = keyOf(scope, frozen.functionName, frozen.version)
      await config.put(VERSIONS, key, frozen, 'any')
    },

    async dropVersion(scope, name, version) {
      await config.delete(VERSIONS, keyOf(scope, name, version), 'any')
    },
  }
  return shelf
}

/** @returns false when somebody else wrote in between. */
export async function wins(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof RevisionConflict) return false
    throw error
  }
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

/** `$LATEST` comes before all numbers; without a version, everything is still to come. */
function placeOf(version: string | undefined): number {
  if (version === undefined) return -1
  return version === LATEST ? 0 : Number(version)
}

function keyOf({ account, region }: Scope, name: string, version: string): Key {
  return [account, region, name, Number(version)]
}
