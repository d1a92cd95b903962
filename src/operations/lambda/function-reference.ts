import { AccessDenied, InvalidInput, NotFound } from '../../domain/faults.ts'
import { mayAccount, mayNotText } from '../../domain/policy/account-permission.ts'
import type { Scope } from '../../domain/scope.ts'
import type { FunctionRegistry } from '../../execution/function-registry.ts'

/** Which function a request means, and which version or alias of it. */
export type FunctionReference = {
  /** Of the function; the caller's own, unless the function's policy lets another account in. */
  readonly scope: Scope
  readonly name: string
  /** `$LATEST`, a version number or an alias; absent when the caller gave none. */
  readonly qualifier?: string
}

/**
 * Reads a function's name as a request gives it, and makes sure that the caller may do that.
 *
 * @param action - the permission that a call into another account needs, for example `GetFunction`.
 * @throws NotFound when the ARN is another region's, AccessDenied when it is another account's and the
 *   policy there does not allow it.
 * @throws InvalidInput when the name and the `Qualifier` member disagree.
 */
export async function referTo(
  functions: FunctionRegistry,
  caller: Scope,
  given: { readonly FunctionName: string; readonly Qualifier?: string | undefined },
  action: string,
): Promise<FunctionReference> {
  const reference = parseFunctionReference(caller, given.FunctionName, given.Qualifier)
  await checkPermission(functions, caller, reference, action)
  return reference
}

/** @throws AccessDenied for a caller of another account whom the function's policy does not let in. */
export async function checkPermission(
  functions: FunctionRegistry,
  caller: Scope,
  reference: FunctionReference,
  action: string,
): Promise<void> {
  // Nearly every caller is of the function's own account, and needs no look at it.
  const { scope, name } = reference
  if (scope.account === caller.account) return
  const fn = (await functions.find(scope, name))?.function
  if (mayAccount(caller.account, `lambda:${action}`, reference, fn)) return
  throw new AccessDenied(mayNotText(caller.account, `lambda:${action}`, reference))
}

// The order of the optional parts decides how AWS reads half an ARN: in
// `arn:aws:lambda:us-east-1:123456789012:function` the last word is a name (recorded on AWS).
const FORM =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/

/**
 * Reads every form of a function's name: `name`, `name:qualifier`, `function:name`,
 * `account:function:name`, and the ARN.
 */
function parseFunctionReference(
  caller: Scope,
  functionName: string,
  qualifier: string | undefined,
): FunctionReference {
  const parts = FORM.exec(functionName)?.groups ?? { name: functionName }
  const { name = functionName, account = caller.account, qualifier: derived } = parts
  checkRegion(caller, parts['region'])
  const scope = { account, region: caller.region }
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw new InvalidInput(
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  }
  const given = qualifier ?? derived
  return given === undefined ? { scope, name } : { scope, name, qualifier: given }
}

/** @throws NotFound when a function lives in another region than the caller asks in. */
export function checkRegion(caller: Scope, region: string | undefined): void {
  if (region === undefined || region === caller.region) return
  throw new NotFound(
    `Functions from '${region}' are not reachable in this region ('${caller.region}')`,
  )
}
