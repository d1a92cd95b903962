import { ruleArn } from '../../domain/arn.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Scope } from '../../domain/scope.ts'
import { withoutUndefined } from '../without-undefined.ts'

/** A rule as ListRules has it; DescribeRule adds who created it. */
export function toWireRule(scope: Scope, rule: Rule) {
  return withoutUndefined({
    Name: rule.name,
    Arn: ruleArn(scope, rule.bus, rule.name),
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
  })
}
