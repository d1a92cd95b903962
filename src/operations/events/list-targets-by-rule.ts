import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { requireBus } from './event-buses.ts'
import { eventBusNameOrArn, limit, nextToken, ruleName } from './fields.ts'
import { parsePageToken, toPageToken } from './page-token.ts'
import { requireRule } from './rules.ts'
import { toWireTarget } from './target-shape.ts'

type ListTargetsByRuleInput = {
  readonly Rule: string
  readonly EventBusName?: string
  readonly NextToken?: string
  readonly Limit?: number
}

/** Sorted by id, so that the pages hold together while targets come and go. */
export const listTargetsByRule = defineOperation<ListTargetsByRuleInput>({
  service: 'events',
  name: 'ListTargetsByRule',
  input: structure(
    'ListTargetsByRuleRequest',
    {
      Rule: ruleName,
      EventBusName: eventBusNameOrArn,
      NextToken: nextToken,
      Limit: limit,
    },
    ['Rule'],
  ),
  async handle({ Rule, EventBusName, NextToken, Limit = 100 }, { config }, { scope }) {
    const { key: busKey } = await requireBus(config, scope, EventBusName)
    const { key, doc } = await requireRule(config, busKey, Rule)
    const list = ['ListTargetsByRule', ...key.map(String)]
    const after = parsePageToken(list, NextToken) ?? ''
    const rest = doc.targets
      .filter(({ id }) => id > after)
      .sort((one, other) => (one.id < other.id ? -1 : 1))

    const page = rest.slice(0, Limit)
    const last = page.at(-1)
    return withoutUndefined({
      Targets: page.map(toWireTarget),
      NextToken: last && rest.length > Limit ? toPageToken(list, last.id) : undefined,
    })
  },
})
