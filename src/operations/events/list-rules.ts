import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn, limit, nextToken, ruleName } from './fields.ts'
import { parsePageToken, toPageToken } from './page-token.ts'
import { ruleKey } from './rules.ts'
import { toWireRule } from './wire-rule.ts'

type ListRulesInput = {
  readonly NamePrefix?: string
  readonly EventBusName?: string
  readonly NextToken?: string
  readonly Limit?: number
}

export const listRules = defineOperation<ListRulesInput>({
  service: 'events',
  name: 'ListRules',
  input: structure('ListRulesRequest', {
    NamePrefix: ruleName,
    EventBusName: eventBusNameOrArn,
    NextToken: nextToken,
    Limit: limit,
  }),
  async handle({ NamePrefix, EventBusName, NextToken, Limit = 100 }, { config }, { scope }) {
    const { key: busKey } = await requireBus(config, scope, EventBusName)
    const list = ['ListRules', ...busKey.map(String)]
    const after = parsePageToken(list, NextToken)
    const { items, next } = await config.list('rules', busKey, {
      limit: Limit,
      ...(after !== undefined && { after: ruleKey(busKey, after) }),
      ...(NamePrefix !== undefined && { nameStartsWith: NamePrefix }),
    })
    return withoutUndefined({
      Rules: items.map(({ doc }) => toWireRule(scope, doc)),
      NextToken: next && toPageToken(list, String(next.at(-1))),
    })
  },
})
