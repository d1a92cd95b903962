import { NotFound } from '../../../domain/faults.ts'
import { defineOperation } from '../../operation.ts'
import { integer, string, structure } from '../../schema.ts'
import { functionName } from '../fields.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { LARGEST_PAGE, parseMarker, toMarker } from '../page.ts'
import { toUrlConfiguration } from './url-configuration.ts'

type ListFunctionUrlConfigsInput = { FunctionName: string; Marker?: string; MaxItems?: number }

/** The function's own URL first, then those of its aliases. */
export const listFunctionUrlConfigs = defineOperation<ListFunctionUrlConfigsInput>({
  service: 'lambda',
  name: 'ListFunctionUrlConfigs',
  input: structure(
    'ListFunctionUrlConfigsRequest',
    {
      FunctionName: functionName,
      Marker: string(),
      MaxItems: integer({ min: 1, max: LARGEST_PAGE }),
    },
    ['FunctionName'],
  ),
  async handle(input, { functions, endpointUrl }, { scope: caller }) {
    const { FunctionName, Marker, MaxItems = LARGEST_PAGE } = input
    const { scope, name } = await referToFunctionOnly(
      functions,
      caller,
      FunctionName,
      'ListFunctionUrlConfigs',
    )
    const found = await functions.find(scope, name)
    if (!found) throw new NotFound('Function does not exist')
    const after = parseMarker(Marker)
    const left = Object.entries(found.function.urls ?? {})
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .filter(([qualifier]) => after === undefined || qualifier > after.slice(1))
    const page = left.slice(0, MaxItems)
    const last = page.at(-1)
    return {
      FunctionUrlConfigs: page.map(([qualifier, url]) =>
        toUrlConfiguration({ scope, name, ...(qualifier && { qualifier }) }, url, endpointUrl()),
      ),
      // A marker is never empty, but the name of the function's own URL is.
      ...(left.length > page.length && last && { NextMarker: toMarker(`:${last[0]}`) }),
    }
  },
})
