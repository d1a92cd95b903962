import { InvalidInput } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { functionNotFound } from './find-function.ts'
import { type FunctionReference, LATEST, parseFunctionReference } from './function-reference.ts'
import { isAlias } from './qualifier-kind.ts'

type DeleteFunctionInput = { FunctionName: string; Qualifier?: string }

export const deleteFunction = defineOperation<DeleteFunctionInput>({
  service: 'lambda',
  name: 'DeleteFunction',
  input: structure(
    'DeleteFunctionRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle({ FunctionName, Qualifier }, { functions, executor }, { scope }) {
    const reference = parseFunctionReference(scope, FunctionName, Qualifier, 'DeleteFunction')
    checkDeletable(reference)
    const { name, qualifier: version } = reference
    // A version that is not there is deleted already; until there are versions, that is every one.
    const existed =
      version === undefined
        ? await functions.delete(scope, name)
        : (await functions.find(scope, name)) !== undefined
    if (!existed) throw functionNotFound(scope, { name })
    if (version === undefined) executor.retire(scope, name)
    return { StatusCode: 204 }
  },
})

function checkDeletable({ qualifier }: FunctionReference): void {
  if (qualifier === LATEST) {
    throw new InvalidInput('$LATEST version cannot be deleted without deleting the function.')
  }
  if (qualifier !== undefined && isAlias(qualifier)) {
    throw new InvalidInput('Deletion of aliases is not currently supported.')
  }
}
