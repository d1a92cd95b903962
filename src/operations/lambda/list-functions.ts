import { InvalidInput } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { integer, refused, string, structure } from '../schema.ts'
import { toListedConfiguration } from './function-configuration.ts'
import { LATEST } from './function-reference.ts'

type ListFunctionsInput = { FunctionVersion?: 'ALL'; Marker?: string; MaxItems?: number }

/** However many the caller asks for. */
const LARGEST_PAGE = 50

export const listFunctions = defineOperation<ListFunctionsInput>({
  service: 'lambda',
  name: 'ListFunctions',
  input: structure('ListFunctionsRequest', {
    // Functions at the edge, and their copies in other regions, do not exist here.
    MasterRegion: refused(string({ pattern: 'ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}' })),
    FunctionVersion: string({ enum: ['ALL'] }),
    Marker: string(),
    MaxItems: integer({ min: 1, max: 10_000 }),
  }),
  async handle({ FunctionVersion, Marker, MaxItems = LARGEST_PAGE }, { functions }, { scope }) {
    const size = Math.min(MaxItems, LARGEST_PAGE)
    const found = await functions.list(scope, parseMarker(Marker), size + 1)
    const page = found.slice(0, size).map((fn) => fn.latest)
    const qualifier = FunctionVersion === 'ALL' ? LATEST : undefined
    const last = page.at(-1)
    return {
      Functions: page.map((latest) => toListedConfiguration(scope, latest, qualifier)),
      ...(found.length > size && last && { NextMarker: toMarker(last.functionName) }),
    }
  },
})

/** The name to go on after, so that a marker outlives a restart and every change of the list. */
function toMarker(functionName: string): string {
  return Buffer.from(functionName).toString('base64url')
}

function parseMarker(marker: string | undefined): string | undefined {
  // Some clients send an empty marker for the first page.
  if (!marker) return undefined
  const name = Buffer.from(marker, 'base64url').toString()
  if (toMarker(name) !== marker) throw new InvalidInput('The provided Marker is not valid.')
  return name
}
