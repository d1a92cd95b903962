import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { changeRuleState, type RuleReference } from './change-rule-state.ts'
import { eventBusNameOrArn, ruleName } from './fields.ts'

export const enableRule = defineOperation<RuleReference>({
  service: 'events',
  name: 'EnableRule',
  input: structure('EnableRuleRequest', { Name: ruleName, EventBusName: eventBusNameOrArn }, [
    'Name',
  ]),
  async handle(reference, { config, clock }, { scope }) {
    await changeRuleState(config, scope, reference, (rule) => {
      // An enabled rule keeps its rhythm: only a rule that starts again counts its periods from now.
      if (rule.state === 'ENABLED') return rule
      const now = clock.now()
      return { ...rule, state: 'ENABLED', scheduledFrom: now, lastModifiedAt: now }
    })
    return undefined
  },
})
