import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FunctionRegistry } from '../../execution/function-registry.ts'
import { defineOperation } from '../operation.ts'
import { refused, string, structure } from '../schema.ts'
import { toListedConfiguration } from './function-configuration.ts'
import { LARGEST_PAGE, pageMembers, parseMarker, toMarker } from './page.ts'

type ListFunctionsInput = { FunctionVersion?: 'ALL'; Marker?: string; MaxItems?: number }

export const listFunctions = defineOperation<ListFunctionsInput>({
  service: 'lambda',
  name: 'ListFunctions',
  input: structure('ListFunctionsRequest', {
    // Functions at the edge, and their copies in other regions, do not exist here.
    MasterRegion: refused(string({ pattern: 'ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}' })),
    FunctionVersion: string({ enum: ['ALL'] }),
    ...pageMembers,
  }),
  async handle({ FunctionVersion, Marker, MaxItems = LARGEST_PAGE }, { functions }, { scope }) {
    const size = Math.min(MaxItems, LARGEST_PAGE)
    const read = FunctionVersion === 'ALL' ? allVersions : latestVersions
    const found = await read(functions, scope, parseMarker(Marker), size + 1)
    const page = found.slice(0, size)
    const last = page.at(-1)
    return {
      Functions: page.map((one) =>
        toListedConfiguration(scope, one, FunctionVersion && one.version),
      ),
      ...(found.length > size && last && { NextMarker: toMarker(placeOf(last, FunctionVersion)) }),
    }
  },
})

function placeOf(last: FunctionConfiguration, every: 'ALL' | undefined): string {
  return every ? `${last.functionName}:${last.version}` : last.functionName
}

async function latestVersions(
  functions: FunctionRegistry,
  scope: Scope,
  after: string | undefined,
  limit: number,
): Promise<readonly FunctionConfiguration[]> {
  return (await functions.list(scope, after, limit)).map(({ latest }) => latest)
}

/** Function by function, each with `$LATEST` first. @param after - a name and a version. */
async function allVersions(
  functions: FunctionRegistry,
  scope: Scope,
  after: string | undefined,
  limit: number,
): Promise<readonly FunctionConfiguration[]> {
  const [name, version] = after?.split(':') ?? []
  const begun = name === undefined ? undefined : await functions.find(scope, name)
  const found = begun ? [...(await functions.versions(scope, begun.function, version, limit))] : []
  for (const fn of await functions.list(scope, name, limit)) {
    if (found.length >= limit) break
    found.push(...(await functions.versions(scope, fn, undefined, limit - found.length)))
  }
  return found
}
