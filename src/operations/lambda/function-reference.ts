import { functionArn } from '../../domain/arn.ts'
import { AccessDenied, InvalidInput, NotFound } from '../../domain/faults.ts'
import type { Scope } from '../../domain/scope.ts'

/** Which function a request means, and which version or alias of it. */
export type FunctionReference = {
  readonly name: string
  /** `$LATEST`, a version number or an alias; absent when the caller gave none. */
  readonly qualifier?: string
}

export const LATEST = '$LATEST'

// The order of the optional parts decides how AWS reads half an ARN: in
// `arn:aws:lambda:us-east-1:123456789012:function` the last word is a name (recorded on AWS).
const FORM =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_.]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/

/**
 * Reads every form of a function's name: `name`, `name:qualifier`, `function:name`,
 * `account:function:name`, and the ARN.
 *
 * @param action - the permission that a call into another account would need, for example `GetFunction`.
 * @throws NotFound when the ARN is another region's, AccessDenied when it is another account's.
 * @throws InvalidInput when the name and the `Qualifier` member disagree.
 */
export function parseFunctionReference(
  scope: Scope,
  functionName: string,
  qualifier: string | undefined,
  action: string,
): FunctionReference {
  const parts = FORM.exec(functionName)?.groups ?? { name: functionName }
  const name = parts['name'] ?? functionName
  checkReachable(scope, { region: parts['region'], account: parts['account'], name, action })

  const derived = parts['qualifier']
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    throw new InvalidInput(
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  }
  const given = qualifier ?? derived
  return given === undefined ? { name } : { name, qualifier: given }
}

type Place = {
  readonly region: string | undefined
  readonly account: string | undefined
  readonly name: string
  readonly action: string
}

/** @throws NotFound or AccessDenied when a function lives outside of the caller's scope. */
export function checkReachable(scope: Scope, { region, account, name, action }: Place): void {
  if (region !== undefined && region !== scope.region) {
    throw new NotFound(
      `Functions from '${region}' are not reachable in this region ('${scope.region}')`,
    )
  }
  if (account !== undefined && account !== scope.account) {
    throw new AccessDenied(
      `User: arn:aws:iam::${scope.account}:root is not authorized to perform: lambda:${action} on resource: ${functionArn({ ...scope, account }, name)}`,
    )
  }
}
