import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { requireBus } from './event-buses.ts'
import { arn, eventBusNameOrArn, limit, nextToken } from './fields.ts'
import { parsePageToken, toPageToken } from './page-token.ts'
import { rulesOfBus } from './rules.ts'

type ListRuleNamesByTargetInput = {
  readonly TargetArn: string
  readonly EventBusName?: string
  readonly NextToken?: string
  readonly Limit?: number
}

/** Of one bus; the ARN must be the target's, letter by letter. */
export const listRuleNamesByTarget = defineOperation<ListRuleNamesByTargetInput>({
  service: 'events',
  name: 'ListRuleNamesByTarget',
  input: structure(
    'ListRuleNamesByTargetRequest',
    {
      TargetArn: arn,
      EventBusName: eventBusNameOrArn,
      NextToken: nextToken,
      Limit: limit,
    },
    ['TargetArn'],
  ),
  async handle({ TargetArn, EventBusName, NextToken, Limit = 100 }, { config }, { scope }) {
    const { key: busKey } = await requireBus(config, scope, EventBusName)
    const list = ['ListRuleNamesByTarget', ...busKey.map(String), TargetArn]
    const names: string[] = []
    for await (const rule of rulesOfBus(config, busKey, parsePageToken(list, NextToken))) {
      if (rule.targets.some((target) => target.arn === TargetArn)) names.push(rule.name)
      // One more than the page holds tells whether there is another page.
      if (names.length > Limit) break
    }

    const page = names.slice(0, Limit)
    const last = page.at(-1)
    return withoutUndefined({
      RuleNames: page,
      NextToken: last && names.length > Limit ? toPageToken(list, last) : undefined,
    })
  },
})
