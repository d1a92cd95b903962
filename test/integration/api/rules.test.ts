import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  type Target,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arnOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'
import { allPages } from './all-pages.ts'

const ruleArn = (path: string) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${path}`
const EventPattern = '{"source":["shop"]}'

let busbar: Busbar
let events: Busbar['events']
beforeAll(async () => {
  busbar = await startBusbar()
  events = busbar.events
})
beforeEach(() => fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' }))
afterAll(() => busbar[Symbol.asyncDispose]())

const putRule = (Name: string, change: object = {}) =>
  events.send(new PutRuleCommand({ Name, EventPattern, ...change }))

describe('rules', () => {
  it('are created, shown, disabled, enabled and deleted', async () => {
    const given = { Description: 'All orders.', RoleArn: `arn:aws:iam::${ACCOUNT}:role/r` }
    expect(await putRule('orders', given)).toMatchObject({ RuleArn: ruleArn('orders') })
    const shown = {
      Name: 'orders',
      Arn: ruleArn('orders'),
      EventPattern,
      State: 'ENABLED',
      EventBusName: 'default',
      ...given,
    }
    const describeRule = () => events.send(new DescribeRuleCommand({ Name: 'orders' }))
    expect(await describeRule()).toMatchObject({ ...shown, CreatedBy: ACCOUNT })
    expect((await events.send(new ListRulesCommand({}))).Rules).toEqual([shown])

    await events.send(new DisableRuleCommand({ Name: 'orders' }))
    expect(await describeRule()).toMatchObject({ State: 'DISABLED' })
    await events.send(new EnableRuleCommand({ Name: 'orders' }))
    expect(await describeRule()).toMatchObject({ State: 'ENABLED' })
    await events.send(new DeleteRuleCommand({ Name: 'orders' }))
    await expect(describeRule()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule orders does not exist on EventBus default.',
    })
    // As on AWS, deleting what is not there is no error.
    await events.send(new DeleteRuleCommand({ Name: 'orders' }))
  })

  it('of other buses carry the bus in their ARN', async () => {
    await events.send(new CreateEventBusCommand({ Name: 'team' }))
    expect(await putRule('r', { EventBusName: 'team' })).toMatchObject({
      RuleArn: ruleArn('team/r'),
    })
    expect((await events.send(new ListRulesCommand({}))).Rules).toEqual([])
    const EventBusName = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/team`
    expect((await events.send(new ListRulesCommand({ EventBusName }))).Rules).toHaveLength(1)
  })

  it('are listed page by page', async () => {
    for (const name of ['a1', 'b1', 'b2', 'b3']) await putRule(name)
    const list = (NamePrefix?: string) =>
      allPages(async (NextToken) => {
        const input = { Limit: 2, NextToken, ...(NamePrefix && { NamePrefix }) }
        const page = await events.send(new ListRulesCommand(input))
        return { items: page.Rules?.map(({ Name }) => Name), next: page.NextToken }
      })
    expect(await list()).toEqual([
      ['a1', 'b1'],
      ['b2', 'b3'],
    ])
    expect(await list('b')).toEqual([['b1', 'b2'], ['b3']])
  })

  it('have tags', async () => {
    const ResourceARN = ruleArn('orders')
    await putRule('orders', { Tags: [{ Key: 'a', Value: '1' }] })
    await events.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'b', Value: '2' }] }))
    await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }))
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN }))
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }])
  })

  it.each<[string, object, string, string]>([
    [
      'neither pattern nor schedule',
      { EventPattern: undefined },
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    ],
    [
      'a pattern that is none',
      { EventPattern: '{"source":"shop"}' },
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: "source" must be an object or an array',
    ],
    [
      'a schedule that is none',
      { ScheduleExpression: 'rate(5 minute)' },
      'ValidationException',
      'Parameter ScheduleExpression is not valid.',
    ],
    [
      'a schedule on another bus',
      { ScheduleExpression: 'rate(5 minutes)', EventBusName: 'team' },
      'ValidationException',
      'ScheduleExpression is supported only on the default event bus.',
    ],
    [
      'a bus that does not exist',
      { EventBusName: 'nothing' },
      'ResourceNotFoundException',
      'Event bus nothing does not exist.',
    ],
    [
      'a state that there is not',
      { State: 'ON' },
      'ValidationException',
      "1 validation error detected: Value 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]",
    ],
    [
      'a tag twice',
      {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      'ValidationException',
      'Invalid parameter: Duplicated keys are not allowed.',
    ],
  ])('are refused with %s', async (_what, change, name, message) => {
    await events.send(new CreateEventBusCommand({ Name: 'team' }))
    await expect(putRule('r', change)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    })
    expect((await events.send(new ListRulesCommand({}))).Rules).toEqual([])
  })

  it('with targets are not deleted', async () => {
    await putRule('r')
    await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: arnOf('f') }] }))
    await expect(events.send(new DeleteRuleCommand({ Name: 'r' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    })
  })
})

describe('targets', () => {
  const complete: Target[] = [
    {
      Id: 'a',
      Arn: arnOf('f'),
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
      InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id":<id>}' },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
    },
    { Id: 'b', Arn: arnOf('f'), Input: '{"n":1}' },
    { Id: 'c', Arn: arnOf('g'), InputPath: '$.detail' },
    { Id: 'd', Arn: `arn:aws:events:us-east-1:444455556666:event-bus/far` },
  ]
  const put = (Targets: Target[], Rule = 'r') =>
    events.send(new PutTargetsCommand({ Rule, Targets }))

  it('are read back as they were put, page by page', async () => {
    await putRule('r')
    expect(await put(complete)).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] })
    const pages = await allPages(async (NextToken) => {
      const input = { Rule: 'r', Limit: 3, NextToken }
      const page = await events.send(new ListTargetsByRuleCommand(input))
      return { items: page.Targets, next: page.NextToken }
    })
    expect(pages).toEqual([complete.slice(0, 3), complete.slice(3)])
  })

  it('are removed by id; the answer says which were not there', async () => {
    await putRule('r')
    await put(complete)
    const removal = new RemoveTargetsCommand({ Rule: 'r', Ids: ['a', 'b', 'nothing'] })
    expect(await events.send(removal)).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'nothing', ErrorCode: 'ResourceNotFoundException' }],
    })
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))
    expect(Targets).toEqual(complete.slice(2))
  })

  it('lead to the rules that have them, page by page', async () => {
    for (const rule of ['r1', 'r2', 'r3', 'r4']) {
      await putRule(rule)
      await put([{ Id: '1', Arn: arnOf(rule === 'r3' ? 'other' : 'f') }], rule)
    }
    const pages = await allPages(async (NextToken) => {
      const input = { TargetArn: arnOf('f'), Limit: 2, NextToken }
      const page = await events.send(new ListRuleNamesByTargetCommand(input))
      return { items: page.RuleNames, next: page.NextToken }
    })
    expect(pages).toEqual([['r1', 'r2'], ['r4']])
  })

  it.each<[string, Target[], string, string]>([
    [
      'an ARN that is none',
      [{ Id: '1', Arn: 'f' }],
      'ValidationException',
      'Parameter f is not valid. Reason: Provided Arn is not in correct format.',
    ],
    [
      'a target that busbar does not deliver to',
      [{ Id: '1', Arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:q` }],
      'ValidationException',
      'busbar does not deliver to targets of this kind yet',
    ],
    [
      'two kinds of input',
      [{ Id: '1', Arn: arnOf('f'), Input: '1', InputPath: '$' }],
      'ValidationException',
      'Only one of Input, InputPath, or InputTransformer must be provided for target 1.',
    ],
    [
      'an unknown placeholder',
      [{ Id: '1', Arn: arnOf('f'), InputTransformer: { InputTemplate: '"<who>"' } }],
      'ValidationException',
      'InputTemplate for target 1 contains invalid placeholder who.',
    ],
    [
      'a dead-letter queue',
      [{ Id: '1', Arn: arnOf('f'), DeadLetterConfig: { Arn: 'arn:aws:sqs:x:1:q' } }],
      'ValidationException',
      'Parameter Targets.DeadLetterConfig of PutTargets is not supported by busbar yet.',
    ],
    [
      'six on one rule',
      ['1', '2', '3', '4', '5', '6'].map((Id) => ({ Id, Arn: arnOf('f') })),
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    ],
    [
      'an age and an id out of bounds',
      [{ Id: 'a b', Arn: arnOf('f'), RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
      'ValidationException',
      "2 validation errors detected: Value 'a b' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+; Value '59' at 'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60",
    ],
  ])('are refused with %s, and none is put', async (_what, targets, name, message) => {
    await putRule('r')
    await expect(put(targets)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    })
    expect((await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets).toEqual([])
  })

  it('need their rule', async () => {
    await expect(put(complete)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule r does not exist on EventBus default.',
    })
  })
})
