import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { changeRuleState, type RuleReference } from './change-rule-state.ts'
import { eventBusNameOrArn, ruleName } from './fields.ts'

export const disableRule = defineOperation<RuleReference>({
  service: 'events',
  name: 'DisableRule',
  input: structure('DisableRuleRequest', { Name: ruleName, EventBusName: eventBusNameOrArn }, [
    'Name',
  ]),
  async handle(reference, { config, clock }, { scope }) {
    await changeRuleState(config, scope, reference, (rule) =>
      rule.state === 'DISABLED'
        ? rule
        : { ...rule, state: 'DISABLED', lastModifiedAt: clock.now() },
    )
    return undefined
  },
})
