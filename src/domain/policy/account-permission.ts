import { functionArn } from '../arn.ts'
import type { LambdaFunction } from '../function.ts'
import type { Scope } from '../scope.ts'
import { statementsOf } from './function-policy.ts'
import { isAllowed } from './is-allowed.ts'

type Asked = {
  /** Of the function. */
  readonly scope: Scope
  readonly name: string
  readonly qualifier?: string
}

/**
 * Whether an account may do something with a function. Within its own account everybody may do everything;
 * from another one, what the policy of the function, version or alias allows, so that one that is not there
 * allows nothing.
 *
 * @param action - for example `lambda:InvokeFunction`.
 */
export function mayAccount(
  account: string,
  action: string,
  { scope, name, qualifier }: Asked,
  fn: LambdaFunction | undefined,
): boolean {
  if (scope.account === account) return true
  if (fn === undefined) return false
  return isAllowed(statementsOf(fn, qualifier), {
    principal: { kind: 'account', account },
    action,
    resource: functionArn(scope, name, qualifier),
  })
}

/** AWS's words; they do not tell whether there is such a function. */
export function mayNotText(
  account: string,
  action: string,
  { scope, name, qualifier }: Asked,
): string {
  return `User: arn:aws:iam::${account}:root is not authorized to perform: ${action} on resource: ${functionArn(scope, name, qualifier)} because no resource-based policy allows the ${action} action`
}
