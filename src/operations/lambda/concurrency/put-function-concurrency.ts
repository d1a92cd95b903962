import { LEAST_UNRESERVED } from '../../../domain/concurrency/check-provisioned.ts'
import { InvalidInput, UntypedInvalidInput } from '../../../domain/faults.ts'
import { LATEST } from '../../../domain/qualifier.ts'
import type { ConcurrencyLeases } from '../../../execution/concurrency/concurrency-leases.ts'
import { defineOperation } from '../../operation.ts'
import { integer, structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { functionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import type { FunctionReference } from '../function-reference.ts'
import { referToWholeFunction, withReservation } from './function-concurrency.ts'

type PutFunctionConcurrencyInput = { FunctionName: string; ReservedConcurrentExecutions: number }

export const putFunctionConcurrency = defineOperation<PutFunctionConcurrencyInput>({
  service: 'lambda',
  name: 'PutFunctionConcurrency',
  input: structure(
    'PutFunctionConcurrencyRequest',
    { FunctionName: functionName, ReservedConcurrentExecutions: integer({ min: 0 }) },
    ['FunctionName', 'ReservedConcurrentExecutions'],
  ),
  async handle(input, { functions, leases, random }, { scope: caller }) {
    const { FunctionName, ReservedConcurrentExecutions: reserved } = input
    const action = 'PutFunctionConcurrency'
    const reference = await referToWholeFunction(functions, caller, FunctionName, action)
    // AWS names the version in this operation, and in no other of a function as a whole.
    const find = () => findFunction(functions, { ...reference, qualifier: LATEST })
    const revisionId = random.uuid()
    await leases.inTurn(reference.scope, () =>
      changeFunction(functions, reference.scope, find, (fn) => {
        checkReservation(leases, reference, reserved)
        return withReservation(fn, reserved, revisionId)
      }),
    )
    return { ReservedConcurrentExecutions: reserved }
  },
})

function checkReservation(
  leases: ConcurrencyLeases,
  { scope, name }: FunctionReference,
  reserved: number,
): void {
  if (leases.unreserved(scope, name) - reserved < LEAST_UNRESERVED) {
    throw new UntypedInvalidInput(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
    )
  }
  const provisioned = leases.provisionedOf({ ...scope, name })
  if (provisioned <= reserved) return
  // The spaces are AWS's.
  throw new InvalidInput(
    ` ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${provisioned}].`,
  )
}
