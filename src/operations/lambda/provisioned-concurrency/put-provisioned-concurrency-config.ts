import {
  checkConcurrencyLeft,
  checkProvisionable,
  checkPublished,
} from '../../../domain/concurrency/check-provisioned.ts'
import { withProvisioned } from '../../../domain/concurrency/provisioned-concurrency.ts'
import { NotSupported } from '../../../domain/faults.ts'
import type { LambdaFunction } from '../../../domain/function.ts'
import { defineOperation } from '../../operation.ts'
import { integer, structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { toProvisionedConcurrencyConfig } from './provisioned-concurrency-config.ts'
import {
  findQualified,
  type QualifiedInput,
  qualifiedMembers,
  referToQualified,
} from './provisioned-qualifier.ts'

type Input = QualifiedInput & { ProvisionedConcurrentExecutions: number }

export const putProvisionedConcurrencyConfig = defineOperation<Input>({
  service: 'lambda',
  name: 'PutProvisionedConcurrencyConfig',
  input: structure(
    'PutProvisionedConcurrencyConfigRequest',
    { ...qualifiedMembers, ProvisionedConcurrentExecutions: integer({ min: 1 }) },
    ['FunctionName', 'Qualifier', 'ProvisionedConcurrentExecutions'],
  ),
  async handle(input, { functions, leases, provisioned, clock, random }, { scope: caller }) {
    checkPublished(input.Qualifier)
    const action = 'PutProvisionedConcurrencyConfig'
    const reference = await referToQualified(functions, caller, input, action)
    const { scope, name, qualifier } = reference
    const requested = input.ProvisionedConcurrentExecutions
    const config = { requested, lastModifiedAt: clock.now(), revisionId: random.uuid() }
    const find = () => findQualified(functions, reference)
    await leases.inTurn(scope, () =>
      changeFunction(functions, scope, find, (fn) => {
        checkProcesses(fn)
        checkConcurrencyLeft(fn, qualifier, requested, leases.unreserved(scope, name))
        checkProvisionable(fn, qualifier)
        return withProvisioned(fn, qualifier, config)
      }),
    )
    const { StatusReason: _, ...answer } = toProvisionedConcurrencyConfig(
      provisioned,
      reference,
      config,
    )
    // What has been asked for now is still to be seen to, however little it changes.
    return { ...answer, Status: 'IN_PROGRESS' }
  },
})

/** @throws NotSupported for a function that runs elsewhere. */
function checkProcesses({ latest }: LambdaFunction): void {
  if (latest.code.kind !== 'image') return
  throw new NotSupported(
    'busbar cannot provision concurrency for a function of PackageType Image: its container runs already, and takes one invocation at a time.',
  )
}
