import { describe, expect, it } from 'vitest'
import { lambdaOperations } from '../../../../src/operations/lambda/operations.ts'
import { loadAll } from '../../../../src/operations/listed-operation.ts'
import model from '../../../fixtures/lambda-model-members.json' with { type: 'json' }
import { describeSchemas } from '../../../support/describe-schemas.ts'

/** Where the constraints are others than the model's, because AWS's answers are. */
const DIFFERENT = [
  // The live patterns know the sovereign cloud's regions.
  'FunctionName',
  'Resource',
  'DestinationConfig.OnSuccess.Destination',
  'DestinationConfig.OnFailure.Destination',
  // They know AWS's own layers, too.
  'Layers[]',
  'Arn',
  // Checked by the service, in other words than enumerations are.
  'Runtime',
  // Larger for functions that do not run on demand.
  'Timeout',
  'MemorySize',
]

const operations = await loadAll(lambdaOperations)

describeSchemas(operations, model.operations, DIFFERENT)

describe('members that are refused', () => {
  it.each([
    ['CreateFunction', ['DurableConfig', 'CapacityProviderConfig', 'PublishTo', 'TenancyConfig']],
    ['UpdateFunctionCode', ['SourceKMSKeyArn', 'PublishTo']],
    ['UpdateFunctionConfiguration', ['DurableConfig', 'CapacityProviderConfig']],
    ['Invoke', ['DurableExecutionName', 'TenantId']],
    ['ListFunctions', ['MasterRegion']],
    ['AddPermission', []],
  ])('of %s are %j', (name, expected) => {
    const operation = operations.find((one) => one.name === name)
    const refused = Object.entries(operation?.input.members ?? {})
      .filter(([, { support }]) => support.is === 'refused')
      .map(([member]) => member)
    expect(refused).toEqual(expected)
  })
})
