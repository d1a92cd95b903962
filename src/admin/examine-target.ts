import { functionArn, parseArn } from '../domain/arn.ts'
import { DEFAULT_BUS } from '../domain/event-bus.ts'
import { revisionOf } from '../domain/function-revision.ts'
import {
  EVENTBRIDGE,
  INVOKE_FUNCTION,
  mayInvokeFor,
  mayNotInvokeText,
} from '../domain/policy/rule-permission.ts'
import { LATEST } from '../domain/qualifier.ts'
import type { Rule } from '../domain/rule.ts'
import type { Scope } from '../domain/scope.ts'
import type { Target } from '../domain/target.ts'
import type { FunctionRegistry } from '../execution/function-registry.ts'

export type Finding = {
  readonly rule: string
  readonly target: { readonly id: string; readonly arn: string }
  readonly onAws: string
  readonly because: string
  /** A command line that mends it. */
  readonly mend: string
}

export type ExaminedRule = Rule & { readonly scope: Scope; readonly arn: string }

/** @returns what AWS would refuse about it, if anything. Only functions are looked at. */
export async function examineTarget(
  functions: FunctionRegistry,
  rule: ExaminedRule,
  target: Target,
): Promise<Finding | undefined> {
  const arn = parseArn(target.arn)
  if (arn?.service !== 'lambda') return undefined
  const [, name = '', qualifier] = arn.resource.split(':')
  const { account, region } = arn
  const fn = (await functions.find({ account, region }, name))?.function
  const about = { rule: rule.arn, target: { id: target.id, arn: target.arn } }

  if (!fn || revisionOf(fn, qualifier) === undefined) {
    return {
      ...about,
      onAws: 'EventBridge could not deliver events to this target.',
      because: `There is no function, version or alias ${target.arn}.`,
      mend: removeTarget(rule, target),
    }
  }
  const via = { ruleArn: rule.arn, ruleName: rule.name, target }
  if (mayInvokeFor(via, fn)) return undefined
  return {
    ...about,
    onAws: 'Lambda would refuse to run the function for events of this rule.',
    because: mayNotInvokeText(via),
    mend:
      qualifier === LATEST
        ? pointAtFunction(rule, target, functionArn({ account, region }, name))
        : addPermission(rule, functionArn({ account, region }, name), qualifier),
  }
}

function addPermission(rule: ExaminedRule, fn: string, qualifier: string | undefined): string {
  return [
    `aws lambda add-permission --function-name ${fn}`,
    ...(qualifier === undefined ? [] : [`--qualifier ${qualifier}`]),
    `--statement-id events-${rule.name.replaceAll('.', '-')}`,
    `--action ${INVOKE_FUNCTION} --principal ${EVENTBRIDGE} --source-arn ${rule.arn}`,
  ].join(' ')
}

/** `$LATEST` has no policy of its own, so nothing can allow it. */
function pointAtFunction(rule: ExaminedRule, { id }: Target, fn: string): string {
  return `aws events put-targets --rule ${rule.name}${busOf(rule)} --targets Id=${id},Arn=${fn}`
}

function removeTarget(rule: ExaminedRule, { id }: Target): string {
  return `aws events remove-targets --rule ${rule.name}${busOf(rule)} --ids ${id}`
}

function busOf({ bus, scope }: ExaminedRule): string {
  const named = bus === DEFAULT_BUS ? '' : ` --event-bus-name ${bus}`
  return `${named} --region ${scope.region}`
}
