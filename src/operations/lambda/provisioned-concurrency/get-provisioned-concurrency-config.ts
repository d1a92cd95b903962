import { provisionedOf } from '../../../domain/concurrency/provisioned-concurrency.ts'
import { ProvisionedConcurrencyConfigNotFound } from '../../../domain/faults.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { toProvisionedConcurrencyConfig } from './provisioned-concurrency-config.ts'
import {
  findQualified,
  type QualifiedInput,
  qualifiedMembers,
  referToPublished,
} from './provisioned-qualifier.ts'

export const getProvisionedConcurrencyConfig = defineOperation<QualifiedInput>({
  service: 'lambda',
  name: 'GetProvisionedConcurrencyConfig',
  input: structure('GetProvisionedConcurrencyConfigRequest', qualifiedMembers, [
    'FunctionName',
    'Qualifier',
  ]),
  async handle(input, { functions, provisioned }, { scope: caller }) {
    const action = 'GetProvisionedConcurrencyConfig'
    const reference = await referToPublished(functions, caller, input, action)
    const { function: fn } = await findQualified(functions, reference)
    const config = provisionedOf(fn, reference.qualifier)
    if (config) return toProvisionedConcurrencyConfig(provisioned, reference, config)
    throw new ProvisionedConcurrencyConfigNotFound(
      'No Provisioned Concurrency Config found for this function',
    )
  },
})
