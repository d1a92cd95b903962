import { defineOperation } from '../../operation.ts'
import { integer, string, structure } from '../../schema.ts'
import { namespacedFunctionName } from '../fields.ts'
import { referTo } from '../function-reference.ts'
import { LARGEST_PAGE, parseMarker, toMarker } from '../page.ts'
import { findInvokable, toEventInvokeConfig } from './event-invoke-configs.ts'

type ListFunctionEventInvokeConfigsInput = {
  FunctionName: string
  Marker?: string
  MaxItems?: number
}

/** Of all versions and aliases, whichever the name means. */
export const listFunctionEventInvokeConfigs = defineOperation<ListFunctionEventInvokeConfigsInput>({
  service: 'lambda',
  name: 'ListFunctionEventInvokeConfigs',
  input: structure(
    'ListFunctionEventInvokeConfigsRequest',
    {
      FunctionName: namespacedFunctionName,
      Marker: string(),
      MaxItems: integer({ min: 1, max: LARGEST_PAGE }),
    },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const { Marker, MaxItems = LARGEST_PAGE } = input
    const reference = await referTo(functions, caller, input, 'ListFunctionEventInvokeConfigs')
    const { scope, name } = reference
    const { function: fn } = await findInvokable(functions, { scope, name })
    const after = parseMarker(Marker) ?? ''
    const found = Object.entries(fn.eventInvokeConfigs ?? {})
      .filter(([qualifier]) => qualifier > after)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
    const page = found.slice(0, MaxItems)
    const [last] = page.at(-1) ?? []
    return {
      FunctionEventInvokeConfigs: page.map(([qualifier, config]) =>
        toEventInvokeConfig({ scope, name, qualifier }, config),
      ),
      ...(found.length > page.length && last && { NextMarker: toMarker(last) }),
    }
  },
})
