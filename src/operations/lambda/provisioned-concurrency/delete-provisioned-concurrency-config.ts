import {
  provisionedOf,
  withoutProvisioned,
} from '../../../domain/concurrency/provisioned-concurrency.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import {
  findQualified,
  type QualifiedInput,
  qualifiedMembers,
  referToPublished,
} from './provisioned-qualifier.ts'

/** A config that is not there is deleted already, but only of a version or alias that is. */
export const deleteProvisionedConcurrencyConfig = defineOperation<QualifiedInput>({
  service: 'lambda',
  name: 'DeleteProvisionedConcurrencyConfig',
  input: structure('DeleteProvisionedConcurrencyConfigRequest', qualifiedMembers, [
    'FunctionName',
    'Qualifier',
  ]),
  async handle(input, { functions }, { scope: caller }) {
    const action = 'DeleteProvisionedConcurrencyConfig'
    const reference = await referToPublished(functions, caller, input, action)
    const { scope, qualifier } = reference
    const find = () => findQualified(functions, reference)
    await changeFunction(functions, scope, find, (fn) =>
      provisionedOf(fn, qualifier) ? withoutProvisioned(fn, qualifier) : undefined,
    )
    return undefined
  },
})
