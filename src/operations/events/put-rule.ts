import { ruleArn } from '../../domain/arn.ts'
import { DEFAULT_BUS } from '../../domain/event-bus.ts'
import { InvalidInput } from '../../domain/faults.ts'
import { parsePattern } from '../../domain/pattern/parse/parse-pattern.ts'
import type { Rule, RuleState } from '../../domain/rule.ts'
import { parseScheduleExpression } from '../../domain/schedule/schedule-expression.ts'
import { defineOperation } from '../operation.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { kept, string, structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { keepBusOfNewRule } from './event-bus-deletion.ts'
import { requireBus } from './event-buses.ts'
import {
  description,
  eventBusNameOrArn,
  eventPattern,
  roleArn,
  ruleName,
  tagList,
} from './fields.ts'
import { checkRuleQuotas } from './quotas.ts'
import { ruleKey } from './rules.ts'
import { parseTags, type WireTag } from './tags.ts'

type PutRuleInput = {
  readonly Name: string
  readonly EventBusName?: string
  readonly EventPattern?: string
  readonly ScheduleExpression?: string
  readonly State?: RuleState
  readonly Description?: string
  readonly RoleArn?: string
  readonly Tags?: readonly WireTag[]
}

/**
 * Creates a rule or replaces it: what is not given is gone afterwards, save for targets and tags. The
 * tags of the request are for new rules only. (PutRule in the EventBridge API Reference.)
 */
export const putRule = defineOperation<PutRuleInput>({
  service: 'events',
  name: 'PutRule',
  input: structure(
    'PutRuleRequest',
    {
      Name: ruleName,
      ScheduleExpression: string({ max: 256 }),
      EventPattern: eventPattern,
      State: string({
        enum: ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
      }),
      Description: description,
      RoleArn: roleArn,
      Tags: kept(tagList, 'Read back by ListTagsForResource; AWS uses them in bills and policies.'),
      EventBusName: eventBusNameOrArn,
    },
    ['Name'],
  ),
  async handle(input, { config, clock, quotas }, { scope }) {
    if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
      throw new InvalidInput('Parameter(s) EventPattern or ScheduleExpression must be specified.')
    }
    const { bus, key: busKey } = await requireBus(config, scope, input.EventBusName)
    checkTrigger(input, bus.name)
    const tags = parseTags(input.Tags ?? [])

    await retryOnConflict(async () => {
      const key = ruleKey(busKey, input.Name)
      const stored = await config.get('rules', key)
      const now = clock.now()
      const fresh = { createdBy: scope.account, createdAt: now, targets: [], tags }
      const rule = toRule(input, bus.name, stored?.doc ?? fresh, now)
      if (quotas === 'aws') await checkRuleQuotas(config, busKey, rule, stored === undefined)
      await config.put('rules', key, rule, stored ? { revision: stored.revision } : 'absent')
      if (stored === undefined) await keepBusOfNewRule(config, busKey, key)
    })
    return { RuleArn: ruleArn(scope, bus.name, input.Name) }
  },
})

function checkTrigger({ EventPattern, ScheduleExpression }: PutRuleInput, bus: string): void {
  if (ScheduleExpression !== undefined) {
    if (bus !== DEFAULT_BUS) {
      throw new InvalidInput('ScheduleExpression is supported only on the default event bus.')
    }
    parseScheduleExpression(ScheduleExpression)
  }
  if (EventPattern !== undefined) parsePattern(EventPattern)
}

type Kept = Pick<Rule, 'createdBy' | 'createdAt' | 'targets' | 'tags'>

function toRule(input: PutRuleInput, bus: string, kept: Kept, now: number): Rule {
  const { createdBy, createdAt, targets, tags } = kept
  return {
    bus,
    name: input.Name,
    state: input.State ?? 'ENABLED',
    ...withoutUndefined({
      eventPattern: input.EventPattern,
      scheduleExpression: input.ScheduleExpression,
      description: input.Description,
      roleArn: input.RoleArn,
    }),
    createdBy,
    createdAt,
    scheduledFrom: now,
    lastModifiedAt: now,
    targets,
    tags,
  }
}
