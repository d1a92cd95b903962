import { parseArn } from '../../domain/arn.ts'
import { InvalidInput, NotFound } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FoundFunction, FunctionRegistry } from '../../execution/function-registry.ts'
import { functionNotFound } from './find-function.ts'
import { checkPermission, checkRegion } from './function-reference.ts'

/** What each kind of resource is called when it is not there. */
const notFoundByKind = new Map([
  ['event-source-mapping', 'Event source mapping not found'],
  ['capacity-provider', 'Capacity provider not found'],
])

/**
 * The function that an ARN of ListTags, TagResource or UntagResource names. Of the other kinds of
 * resource that can have tags, busbar has none yet.
 */
export async function findTaggedFunction(
  functions: FunctionRegistry,
  caller: Scope,
  resource: string,
  action: string,
): Promise<FoundFunction & { readonly scope: Scope }> {
  const arn = parseArn(resource)
  const [kind = '', name = '', qualifier] = arn?.resource.split(':') ?? []
  checkRegion(caller, arn?.region)
  const scope = { account: arn?.account ?? caller.account, region: caller.region }
  await checkPermission(functions, caller, { scope, name }, action)
  if (kind !== 'function') throw missing(kind, resource)
  if (qualifier !== undefined) {
    throw new InvalidInput(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    )
  }
  const found = await functions.find(scope, name)
  if (!found) throw functionNotFound({ scope, name })
  return { ...found, scope }
}

function missing(kind: string, resource: string): NotFound {
  const text = notFoundByKind.get(kind)
  return new NotFound(text ? `${text}: ${resource}` : 'The resource you requested does not exist.')
}
