import { describe, expect, it } from 'vitest'
import { deleteRule } from '../../../../src/operations/events/delete-rule.ts'
import { describeRule } from '../../../../src/operations/events/describe-rule.ts'
import { disableRule } from '../../../../src/operations/events/disable-rule.ts'
import { enableRule } from '../../../../src/operations/events/enable-rule.ts'
import { listRules } from '../../../../src/operations/events/list-rules.ts'
import { listTagsForResource } from '../../../../src/operations/events/list-tags-for-resource.ts'
import { listTargetsByRule } from '../../../../src/operations/events/list-targets-by-rule.ts'
import { putRule } from '../../../../src/operations/events/put-rule.ts'
import { removeTargets } from '../../../../src/operations/events/remove-targets.ts'
import type { Operation } from '../../../../src/operations/operation.ts'
import { createRoom, PATTERN, SCOPE, START } from './room.ts'

const ARN = 'arn:aws:events:eu-west-1:111122223333'

async function storedRule({ config }: ReturnType<typeof createRoom>, name: string) {
  const stored = await config.get('rules', [SCOPE.account, SCOPE.region, 'default', name])
  return stored?.doc
}

describe('PutRule', () => {
  it.each([
    ['default', `${ARN}:rule/paid`],
    ['orders', `${ARN}:rule/orders/paid`],
    [`${ARN}:event-bus/orders`, `${ARN}:rule/orders/paid`],
    [`${ARN}:event-bus/default`, `${ARN}:rule/paid`],
  ])('answers with the ARN of the rule on %s', async (EventBusName, RuleArn) => {
    const { aBus, aRule } = createRoom()
    await aBus('orders')
    expect(await aRule('paid', EventBusName)).toEqual({ RuleArn })
  })

  it('replaces all but targets, tags and origin', async () => {
    const room = createRoom()
    const { call, aTarget, clock } = room
    await call(putRule, {
      Name: 'paid',
      EventPattern: PATTERN,
      ScheduleExpression: 'rate(5 minutes)',
      State: 'DISABLED',
      Description: 'old',
      RoleArn: 'arn:aws:iam::111122223333:role/r',
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    await aTarget('paid', 't1')
    clock.at += 60_000
    await call(putRule, {
      Name: 'paid',
      ScheduleExpression: 'rate(1 hour)',
      Tags: [{ Key: 'team', Value: 'blue' }],
    })
    expect(await storedRule(room, 'paid')).toEqual({
      bus: 'default',
      name: 'paid',
      state: 'ENABLED',
      scheduleExpression: 'rate(1 hour)',
      createdBy: SCOPE.account,
      createdAt: START,
      scheduledFrom: START + 60_000,
      lastModifiedAt: START + 60_000,
      targets: [{ id: 't1', arn: expect.any(String) }],
      tags: [{ key: 'team', value: 'red' }],
    })
  })

  it('takes a pattern and a schedule together', async () => {
    const { call } = createRoom()
    await call(putRule, {
      Name: 'both',
      EventPattern: PATTERN,
      ScheduleExpression: 'cron(0 10 * * ? *)',
    })
    expect(await call(describeRule, { Name: 'both' })).toMatchObject({
      EventPattern: PATTERN,
      ScheduleExpression: 'cron(0 10 * * ? *)',
    })
  })

  it.each([
    [{}, 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
    [{ ScheduleExpression: 'rate(1 minutes)' }, 'Parameter ScheduleExpression is not valid.'],
    [{ ScheduleExpression: '' }, 'Parameter ScheduleExpression is not valid.'],
    [
      { ScheduleExpression: 'rate(1 minute)', EventBusName: 'orders' },
      'ScheduleExpression is supported only on the default event bus.',
    ],
    [
      {
        EventPattern: PATTERN,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      'Invalid parameter: Duplicated keys are not allowed.',
    ],
  ])('refuses %j', async (input, message) => {
    const { call, aBus } = createRoom()
    await aBus('orders')
    await expect(call(putRule, { Name: 'paid', ...input })).rejects.toMatchObject({
      kind: 'invalid-input',
      message,
    })
  })

  it.each(['', '[]', '{"source":"shop"}'])('refuses the pattern %j', async (EventPattern) => {
    const { call } = createRoom()
    await expect(call(putRule, { Name: 'paid', EventPattern })).rejects.toMatchObject({
      kind: 'invalid-event-pattern',
      message: expect.stringMatching(/^Event pattern is not valid\. Reason: ./),
    })
    await expect(call(describeRule, { Name: 'paid' })).rejects.toThrow('does not exist')
  })
})

describe('DescribeRule', () => {
  it('gives what was put, byte for byte, and who put it', async () => {
    const { call } = createRoom()
    const rule = {
      Name: 'paid',
      EventPattern: '{ "source" : ["\\u0073hop"],\n "detail": {"n": [1.0]} }',
      Description: 'when paid',
      RoleArn: 'arn:aws:iam::111122223333:role/r',
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' as const,
    }
    await call(putRule, rule)
    expect(await call(describeRule, { Name: 'paid' })).toEqual({
      ...rule,
      Arn: `${ARN}:rule/paid`,
      EventBusName: 'default',
      CreatedBy: SCOPE.account,
    })
  })

  it('names the bus by its name when asked by ARN', async () => {
    const { call, aBus, aRule } = createRoom()
    await aBus('orders')
    await aRule('paid', 'orders')
    const EventBusName = `${ARN}:event-bus/orders`
    expect(await call(describeRule, { Name: 'paid', EventBusName })).toMatchObject({
      Arn: `${ARN}:rule/orders/paid`,
      EventBusName: 'orders',
    })
    await expect(call(describeRule, { Name: 'other', EventBusName })).rejects.toThrow(
      'Rule other does not exist on EventBus orders.',
    )
  })
})

const onARule = [
  [describeRule, { Name: 'paid' }],
  [enableRule, { Name: 'paid' }],
  [disableRule, { Name: 'paid' }],
  [listTargetsByRule, { Rule: 'paid' }],
  [removeTargets, { Rule: 'paid', Ids: ['t1'] }],
] as unknown as [Operation, object][]

describe.each(onARule)('$name', (operation, input) => {
  it('does not find a missing rule', async () => {
    await expect(createRoom().call(operation, input)).rejects.toMatchObject({
      kind: 'not-found',
      message: 'Rule paid does not exist on EventBus default.',
    })
  })

  it('does not find a missing bus', async () => {
    const EventBusName = 'nobody'
    await expect(createRoom().call(operation, { ...input, EventBusName })).rejects.toMatchObject({
      kind: 'not-found',
      message: 'Event bus nobody does not exist.',
    })
  })
})

describe('EnableRule and DisableRule', () => {
  it('lets the periods of a rule count from when it was enabled', async () => {
    const room = createRoom()
    const { call, clock } = room
    await call(putRule, { Name: 'tick', ScheduleExpression: 'rate(1 hour)' })
    clock.at += 1_000
    await call(disableRule, { Name: 'tick' })
    expect(await storedRule(room, 'tick')).toMatchObject({
      state: 'DISABLED',
      scheduledFrom: START,
      lastModifiedAt: START + 1_000,
    })
    clock.at += 1_000
    await call(enableRule, { Name: 'tick' })
    expect(await storedRule(room, 'tick')).toMatchObject({
      state: 'ENABLED',
      scheduledFrom: START + 2_000,
    })
  })

  it('changes nothing when the rule is so already', async () => {
    const room = createRoom()
    const { call, clock, aRule } = room
    await aRule('paid')
    const enabled = await storedRule(room, 'paid')
    clock.at += 1_000
    expect(await call(enableRule, { Name: 'paid' })).toBeUndefined()
    expect(await storedRule(room, 'paid')).toEqual(enabled)

    expect(await call(disableRule, { Name: 'paid' })).toBeUndefined()
    const disabled = await storedRule(room, 'paid')
    clock.at += 1_000
    await call(disableRule, { Name: 'paid' })
    expect(await storedRule(room, 'paid')).toEqual(disabled)
  })
})

describe('ListRules', () => {
  type Listed = { Rules: { Name: string }[]; NextToken?: string }

  it('lists the rules of one bus by name, without who created them', async () => {
    const { call, aBus, aRule } = createRoom()
    await aBus('orders')
    await aRule('elsewhere', 'orders')
    for (const name of ['b', 'a']) await aRule(name)
    expect(await call(listRules, {})).toEqual({
      Rules: ['a', 'b'].map((Name) => ({
        Name,
        Arn: `${ARN}:rule/${Name}`,
        EventPattern: PATTERN,
        State: 'ENABLED',
        EventBusName: 'default',
      })),
    })
  })

  it('ends the pages without a token when the last one is full', async () => {
    const { call, aRule } = createRoom()
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await aRule(name)
    const first = (await call(listRules, { Limit: 3 })) as Listed
    expect(first.Rules.map(({ Name }) => Name)).toEqual(['a', 'b', 'c'])
    const NextToken = first.NextToken ?? ''
    const second = (await call(listRules, { Limit: 3, NextToken })) as Listed
    expect(second.Rules.map(({ Name }) => Name)).toEqual(['d', 'e', 'f'])
    expect(second).not.toHaveProperty('NextToken')
  })

  it('goes on with a token after the rule that it names is gone', async () => {
    const { call, aRule } = createRoom()
    for (const name of ['a', 'b', 'c']) await aRule(name)
    const { NextToken = '' } = (await call(listRules, { Limit: 2 })) as Listed
    await call(deleteRule, { Name: 'b' })
    const { Rules } = (await call(listRules, { NextToken })) as Listed
    expect(Rules.map(({ Name }) => Name)).toEqual(['c'])
  })

  it('keeps to a prefix, over pages', async () => {
    const { call, aRule } = createRoom()
    for (const name of ['pay', 'pay-1', 'pay-2', 'quit']) await aRule(name)
    const first = (await call(listRules, { NamePrefix: 'pay-', Limit: 1 })) as Listed
    expect(first.Rules.map(({ Name }) => Name)).toEqual(['pay-1'])
    const NextToken = first.NextToken ?? ''
    const second = (await call(listRules, { NamePrefix: 'pay-', NextToken })) as Listed
    expect(second.Rules.map(({ Name }) => Name)).toEqual(['pay-2'])
    expect(second).not.toHaveProperty('NextToken')
  })

  it('gives the token of one bus no meaning on another', async () => {
    const { call, aBus, aRule } = createRoom()
    await aBus('orders')
    for (const name of ['a', 'b']) await aRule(name)
    const { NextToken = '' } = (await call(listRules, { Limit: 1 })) as Listed
    await expect(call(listRules, { EventBusName: 'orders', NextToken })).rejects.toThrow(
      'Parameter NextToken is not valid.',
    )
  })

  it('does not find a missing bus', async () => {
    await expect(createRoom().call(listRules, { EventBusName: 'nobody' })).rejects.toThrow(
      'Event bus nobody does not exist.',
    )
  })
})

describe('DeleteRule', () => {
  it.each([
    ['default', undefined],
    ['orders', { firedThrough: START }],
  ])('forgets how far the schedule has come with a rule of %s', async (bus, left) => {
    const { aBus, aRule, call, config } = createRoom()
    await aBus('orders')
    await aRule('paid', bus)
    const key = [SCOPE.account, SCOPE.region, 'paid']
    await config.put('schedule_cursors', key, { firedThrough: START }, 'absent')
    await call(deleteRule, { Name: 'paid', EventBusName: bus })
    expect((await config.get('schedule_cursors', key))?.doc).toEqual(left)
  })

  it('deletes a rule and its tags, and succeeds again', async () => {
    const { call, aRule } = createRoom()
    await call(putRule, {
      Name: 'paid',
      EventPattern: PATTERN,
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    expect(await call(deleteRule, { Name: 'paid' })).toBeUndefined()
    expect(await call(deleteRule, { Name: 'paid' })).toBeUndefined()
    await aRule('paid')
    const ResourceARN = `${ARN}:rule/paid`
    expect(await call(listTagsForResource, { ResourceARN })).toEqual({ Tags: [] })
  })

  it('refuses a rule that has targets', async () => {
    const { call, aRule, aTarget } = createRoom()
    await aRule('paid')
    await aTarget('paid', 't1')
    await expect(call(deleteRule, { Name: 'paid' })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: "Rule can't be deleted since it has targets.",
    })
  })

  it('does not find a missing bus', async () => {
    await expect(
      createRoom().call(deleteRule, { Name: 'paid', EventBusName: 'nobody' }),
    ).rejects.toThrow('Event bus nobody does not exist.')
  })
})
