import { refersTo } from '../../domain/alias.ts'
import { withoutProvisioned } from '../../domain/concurrency/provisioned-concurrency.ts'
import { Conflict, InvalidInput } from '../../domain/faults.ts'
import type { LambdaFunction } from '../../domain/function.ts'
import { isAliasName, LATEST, ofQualifier, withoutQualifier } from '../../domain/qualifier.ts'
import type { FunctionRegistry } from '../../execution/function-registry.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { findFunction, functionNotFound } from './find-function.ts'
import { type FunctionReference, referTo } from './function-reference.ts'

type DeleteFunctionInput = { FunctionName: string; Qualifier?: string }

export const deleteFunction = defineOperation<DeleteFunctionInput>({
  service: 'lambda',
  name: 'DeleteFunction',
  input: structure(
    'DeleteFunctionRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle(input, { functions, executor }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'DeleteFunction')
    checkDeletable(reference)
    const { scope, name, qualifier: version } = reference
    if (version !== undefined) await deleteVersion(functions, reference, version)
    else if (!(await functions.delete(scope, name))) throw functionNotFound(reference)
    executor.retire(scope, name, version)
    return { StatusCode: 204 }
  },
})

function checkDeletable({ qualifier }: FunctionReference): void {
  if (qualifier === LATEST) {
    throw new InvalidInput('$LATEST version cannot be deleted without deleting the function.')
  }
  if (qualifier !== undefined && isAliasName(qualifier)) {
    throw new InvalidInput('Deletion of aliases is not currently supported.')
  }
}

/** A version that is not there is deleted already, but only of a function that is. */
async function deleteVersion(
  functions: FunctionRegistry,
  { scope, name }: FunctionReference,
  version: string,
): Promise<void> {
  const find = () => findFunction(functions, { scope, name })
  await changeFunction(functions, scope, find, (fn) => {
    if (!ofQualifier(fn.versions, version)) return undefined
    checkUnreferenced(fn, version)
    return withoutVersion(fn, version)
  })
  await functions.dropVersion(scope, name, version)
}

function checkUnreferenced({ aliases }: LambdaFunction, version: string): void {
  const names = aliases.filter((alias) => refersTo(alias, version)).map(({ name }) => name)
  if (names.length === 0) return
  throw new Conflict(
    `Unable to delete version because the following aliases reference it: [${names.join(', ')}]`,
  )
}

function withoutVersion(fn: LambdaFunction, version: string): LambdaFunction {
  const { publishedAs, runtimeManagement, eventInvokeConfigs, ...rest } = withoutProvisioned(
    fn,
    version,
  )
  return {
    ...rest,
    versions: withoutQualifier(fn.versions, version),
    policies: withoutQualifier(fn.policies, version),
    ...(eventInvokeConfigs && {
      eventInvokeConfigs: withoutQualifier(eventInvokeConfigs, version),
    }),
    ...(runtimeManagement && { runtimeManagement: withoutQualifier(runtimeManagement, version) }),
    // What was published last can be published again, under another number.
    ...(publishedAs !== undefined && publishedAs !== version && { publishedAs }),
  }
}
