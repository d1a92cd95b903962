import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn, ruleName } from './fields.ts'
import { requireRule } from './rules.ts'
import { toWireRule } from './wire-rule.ts'

type DescribeRuleInput = { readonly Name: string; readonly EventBusName?: string }

export const describeRule = defineOperation<DescribeRuleInput>({
  service: 'events',
  name: 'DescribeRule',
  input: structure('DescribeRuleRequest', { Name: ruleName, EventBusName: eventBusNameOrArn }, [
    'Name',
  ]),
  async handle({ Name, EventBusName }, { config }, { scope }) {
    const { key: busKey } = await requireBus(config, scope, EventBusName)
    const { doc } = await requireRule(config, busKey, Name)
    return { ...toWireRule(scope, doc), CreatedBy: doc.createdBy }
  },
})
