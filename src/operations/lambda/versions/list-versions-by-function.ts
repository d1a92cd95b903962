import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { namespacedFunctionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { toListedConfiguration } from '../function-configuration.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { LARGEST_PAGE, pageMembers, parseMarker, toMarker } from '../page.ts'

type ListVersionsInput = { FunctionName: string; Marker?: string; MaxItems?: number }

export const listVersionsByFunction = defineOperation<ListVersionsInput>({
  service: 'lambda',
  name: 'ListVersionsByFunction',
  input: structure(
    'ListVersionsByFunctionRequest',
    { FunctionName: namespacedFunctionName, ...pageMembers },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const { FunctionName, Marker, MaxItems = LARGEST_PAGE } = input
    const action = 'ListVersionsByFunction'
    const reference = await referToFunctionOnly(functions, caller, FunctionName, action)
    const { function: fn } = await findFunction(functions, reference)
    const size = Math.min(MaxItems, LARGEST_PAGE)
    const { scope } = reference
    const found = await functions.versions(scope, fn, parseMarker(Marker), size + 1)
    const page = found.slice(0, size)
    const last = page.at(-1)
    return {
      Versions: page.map((one) => toListedConfiguration(scope, one, one.version)),
      ...(found.length > size && last && { NextMarker: toMarker(last.version) }),
    }
  },
})
