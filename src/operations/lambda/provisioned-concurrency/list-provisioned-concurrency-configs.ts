import { functionArn } from '../../../domain/arn.ts'
import { defineOperation } from '../../operation.ts'
import { integer, string, structure } from '../../schema.ts'
import { functionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { LARGEST_PAGE, parseMarker, toMarker } from '../page.ts'
import { toProvisionedConcurrencyConfig } from './provisioned-concurrency-config.ts'

type ListInput = { FunctionName: string; Marker?: string; MaxItems?: number }

export const listProvisionedConcurrencyConfigs = defineOperation<ListInput>({
  service: 'lambda',
  name: 'ListProvisionedConcurrencyConfigs',
  input: structure(
    'ListProvisionedConcurrencyConfigsRequest',
    {
      FunctionName: functionName,
      Marker: string(),
      MaxItems: integer({ min: 1, max: LARGEST_PAGE }),
    },
    ['FunctionName'],
  ),
  async handle(input, { functions, provisioned }, { scope: caller }) {
    const { FunctionName, Marker, MaxItems = LARGEST_PAGE } = input
    const action = 'ListProvisionedConcurrencyConfigs'
    const { scope, name } = await referToFunctionOnly(functions, caller, FunctionName, action)
    const { function: fn } = await findFunction(functions, { scope, name })
    const after = parseMarker(Marker) ?? ''
    const found = Object.entries(fn.provisionedConcurrency ?? {})
      .filter(([qualifier]) => qualifier > after)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
    const page = found.slice(0, MaxItems)
    const last = page.at(-1)
    return {
      ProvisionedConcurrencyConfigs: page.map(([qualifier, config]) => ({
        FunctionArn: functionArn(scope, name, qualifier),
        ...toProvisionedConcurrencyConfig(provisioned, { scope, name, qualifier }, config),
      })),
      ...(found.length > page.length && last && { NextMarker: toMarker(last[0]) }),
    }
  },
})
