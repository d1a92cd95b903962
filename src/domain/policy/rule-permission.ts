import { parseArn } from '../arn.ts'
import type { RuleTarget } from '../delivery/work.ts'
import type { LambdaFunction } from '../function.ts'
import { statementsOf } from './function-policy.ts'
import { isAllowed } from './is-allowed.ts'

export const EVENTBRIDGE = 'events.amazonaws.com'
export const INVOKE_FUNCTION = 'lambda:InvokeFunction'

/** Whether AWS would let EventBridge invoke the function for the rule. */
export function mayInvokeFor({ ruleArn, target }: RuleTarget, fn: LambdaFunction): boolean {
  const [, , qualifier] = parseArn(target.arn)?.resource.split(':') ?? []
  const account = parseArn(ruleArn)?.account
  return isAllowed(statementsOf(fn, qualifier), {
    principal: { kind: 'service', name: EVENTBRIDGE },
    action: INVOKE_FUNCTION,
    resource: target.arn,
    sourceArn: ruleArn,
    ...(account !== undefined && { sourceAccount: account }),
  })
}

export function mayNotInvokeText({ ruleArn, target }: RuleTarget): string {
  return `No statement of the resource-based policy of ${target.arn} allows ${EVENTBRIDGE} the action ${INVOKE_FUNCTION} for ${ruleArn}.`
}
