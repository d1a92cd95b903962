import { describe, expect, it } from 'vitest'
import { describeRule } from '../../../../src/operations/events/describe-rule.ts'
import { listRuleNamesByTarget } from '../../../../src/operations/events/list-rule-names-by-target.ts'
import { listTargetsByRule } from '../../../../src/operations/events/list-targets-by-rule.ts'
import { putTargets } from '../../../../src/operations/events/put-targets.ts'
import { removeTargets } from '../../../../src/operations/events/remove-targets.ts'
import type { WireTarget } from '../../../../src/operations/events/target-shape.ts'
import { createRoom, FUNCTION_ARN } from './room.ts'

const BUS_ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/'
const NONE_FAILED = { FailedEntryCount: 0, FailedEntries: [] }

type Listed = { Targets: WireTarget[]; NextToken?: string }

async function aRoomWithRule() {
  const room = createRoom()
  await room.aRule('paid')
  const put = (...Targets: WireTarget[]) => room.call(putTargets, { Rule: 'paid', Targets })
  const listed = async () =>
    ((await room.call(listTargetsByRule, { Rule: 'paid' })) as Listed).Targets
  return { ...room, put, listed }
}

describe('PutTargets', () => {
  it('keeps targets as they were given, with only the members that were given', async () => {
    const { put, listed } = await aRoomWithRule()
    const targets: WireTarget[] = [
      { Id: 'a', Arn: FUNCTION_ARN },
      { Id: 'b', Arn: `${FUNCTION_ARN}:live`, Input: '{"n": 1.0}', RetryPolicy: {} },
      {
        Id: 'c',
        Arn: FUNCTION_ARN,
        RoleArn: 'arn:aws:iam::111122223333:role/r',
        InputPath: '$.detail',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
      {
        Id: 'd',
        Arn: FUNCTION_ARN,
        InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"n": <n>}' },
      },
      { Id: 'e', Arn: `${BUS_ARN}orders` },
    ]
    expect(await put(...targets)).toEqual(NONE_FAILED)
    expect(await listed()).toEqual(targets)
  })

  it('replaces a target with the same id completely', async () => {
    const { put, listed } = await aRoomWithRule()
    await put({ Id: 'a', Arn: FUNCTION_ARN, Input: '1' }, { Id: 'b', Arn: FUNCTION_ARN })
    await put({ Id: 'a', Arn: `${FUNCTION_ARN}:live` })
    expect(await listed()).toEqual([
      { Id: 'a', Arn: `${FUNCTION_ARN}:live` },
      { Id: 'b', Arn: FUNCTION_ARN },
    ])
  })

  it('refuses a sixth target and keeps the five', async () => {
    const { put, listed } = await aRoomWithRule()
    const five = ['a', 'b', 'c', 'd', 'e'].map((Id) => ({ Id, Arn: FUNCTION_ARN }))
    await put(...five)
    await expect(
      put({ Id: 'a', Arn: `${FUNCTION_ARN}:live` }, { Id: 'f', Arn: FUNCTION_ARN }),
    ).rejects.toMatchObject({
      kind: 'limit-exceeded',
      message: 'The requested resource exceeds the maximum number allowed.',
    })
    expect(await listed()).toEqual(five)
    expect(await put({ Id: 'a', Arn: `${FUNCTION_ARN}:live` })).toEqual(NONE_FAILED)
  })

  it.each([
    [
      { Input: '1', InputPath: '$' },
      'Only one of Input, InputPath, or InputTransformer must be provided for target x.',
    ],
    [
      { InputTransformer: { InputTemplate: '"<who>"' } },
      'InputTemplate for target x contains invalid placeholder who.',
    ],
    [{ Input: '{' }, expect.stringContaining('JSON syntax error in input for target x')],
  ])('refuses the call for %j', async (fields, message) => {
    const { put, listed } = await aRoomWithRule()
    await expect(
      put({ Id: 'good', Arn: FUNCTION_ARN }, { Id: 'x', Arn: FUNCTION_ARN, ...fields }),
    ).rejects.toMatchObject({ kind: 'invalid-input', message })
    expect(await listed()).toEqual([])
  })

  it.each([
    'nonsense',
    'arn:aws:lambda:eu-west-1:111122223333',
    'arn:aws:lambda:eu-west-1:1111:function:billing',
    'arn:aws:lambda::111122223333:function:billing',
    'arn:aws:lambda:eu-west-1:111122223333:function:',
    'arn:aws:lambda:eu-west-1:111122223333:function:a:b:c',
    'arn:aws:lambda:eu-west-1:111122223333:function:a b',
    'arn:aws:events:eu-west-1:111122223333:event-bus/',
    'arn:aws:events:eu-west-1::event-bus/orders',
  ])('refuses the malformed ARN %s', async (Arn) => {
    const { put } = await aRoomWithRule()
    await expect(put({ Id: 'x', Arn })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    })
  })

  it.each([
    'arn:aws:sqs:eu-west-1:111122223333:orders',
    'arn:aws:events:eu-west-1:111122223333:api-destination/shop/0a1b',
    'arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:0a1b',
    'arn:aws-cn:lambda:cn-north-1:111122223333:function:billing',
  ])('refuses %s and says which kinds of target there are', async (Arn) => {
    const { put } = await aRoomWithRule()
    const refusal = expect(put({ Id: 'x', Arn })).rejects
    await refusal.toMatchObject({
      kind: 'not-supported',
      message: expect.stringMatching(
        /^Parameter arn:.* is not valid\. Reason: .*:function:.*event-bus\//,
      ),
    })
  })

  it.each([FUNCTION_ARN, `${FUNCTION_ARN}:$LATEST`, `${FUNCTION_ARN}:7`, `${BUS_ARN}nobody`])(
    'does not ask whether %s exists',
    async (Arn) => {
      const { put } = await aRoomWithRule()
      expect(await put({ Id: 'x', Arn })).toEqual(NONE_FAILED)
    },
  )

  it('refuses a bus as the target of its own rules', async () => {
    const { put } = await aRoomWithRule()
    await expect(put({ Id: 'x', Arn: `${BUS_ARN}default` })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: expect.stringContaining('An event bus cannot be a target of its own rules.'),
    })
    expect(
      await put({ Id: 'x', Arn: 'arn:aws:events:us-east-1:111122223333:event-bus/default' }),
    ).toEqual(NONE_FAILED)
  })

  it.each([
    ['Input', { Input: '1' }],
    ['InputPath', { InputPath: '$.detail' }],
    ['InputTransformer', { InputTransformer: { InputTemplate: '"x"' } }],
  ])('refuses %s for a bus, which receives the original event', async (name, fields) => {
    const { put } = await aRoomWithRule()
    await expect(put({ Id: 'x', Arn: `${BUS_ARN}orders`, ...fields })).rejects.toMatchObject({
      kind: 'not-supported',
      message: `Parameter(s) ${name} not valid for target x. Reason: An event bus receives the original event.`,
    })
  })

  it('does not find a missing rule, whatever the targets are', async () => {
    const { call } = createRoom()
    const Targets = [{ Id: 'x', Arn: 'nonsense' }]
    await expect(call(putTargets, { Rule: 'paid', Targets })).rejects.toMatchObject({
      kind: 'not-found',
      message: 'Rule paid does not exist on EventBus default.',
    })
  })

  it('loses no target when several are put at the same time', async () => {
    const { put, listed } = await aRoomWithRule()
    const ids = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(ids.map((Id) => put({ Id, Arn: FUNCTION_ARN })))
    expect((await listed()).map(({ Id }) => Id)).toEqual(ids)
  })
})

describe('RemoveTargets', () => {
  it('removes the targets it finds and reports the others', async () => {
    const { call, put, listed } = await aRoomWithRule()
    await put({ Id: 'a', Arn: FUNCTION_ARN }, { Id: 'b', Arn: FUNCTION_ARN })
    expect(await call(removeTargets, { Rule: 'paid', Ids: ['a', 'z', 'a', 'y'] })).toEqual({
      FailedEntryCount: 2,
      FailedEntries: ['z', 'y'].map((id) => ({
        TargetId: id,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule 'paid' does not have a target with the Id '${id}'.`,
      })),
    })
    expect(await listed()).toEqual([{ Id: 'b', Arn: FUNCTION_ARN }])
  })

  it('answers without failures when there are none', async () => {
    const { call, aTarget } = await aRoomWithRule()
    await aTarget('paid', 'a')
    expect(await call(removeTargets, { Rule: 'paid', Ids: ['a'] })).toEqual(NONE_FAILED)
  })
})

describe('ListTargetsByRule', () => {
  it('lists no targets as an empty list', async () => {
    const { call } = await aRoomWithRule()
    expect(await call(listTargetsByRule, { Rule: 'paid' })).toEqual({ Targets: [] })
  })

  it('has every target once while others come and go between the pages', async () => {
    const { call, put } = await aRoomWithRule()
    await put(...['d', 'b', 'c', 'a'].map((Id) => ({ Id, Arn: FUNCTION_ARN })))
    const first = (await call(listTargetsByRule, { Rule: 'paid', Limit: 2 })) as Listed
    expect(first.Targets.map(({ Id }) => Id)).toEqual(['a', 'b'])
    await call(removeTargets, { Rule: 'paid', Ids: ['a', 'b'] })
    await put({ Id: 'aa', Arn: FUNCTION_ARN })
    const NextToken = first.NextToken ?? ''
    const second = (await call(listTargetsByRule, { Rule: 'paid', Limit: 2, NextToken })) as Listed
    expect(second.Targets.map(({ Id }) => Id)).toEqual(['c', 'd'])
    expect(second).not.toHaveProperty('NextToken')
  })

  it('gives the token of one rule no meaning for another', async () => {
    const { call, put, aRule } = await aRoomWithRule()
    await aRule('other')
    await put({ Id: 'a', Arn: FUNCTION_ARN }, { Id: 'b', Arn: FUNCTION_ARN })
    const { NextToken = '' } = (await call(listTargetsByRule, { Rule: 'paid', Limit: 1 })) as Listed
    await expect(call(listTargetsByRule, { Rule: 'other', NextToken })).rejects.toThrow(
      'Parameter NextToken is not valid.',
    )
  })

  it('is not part of DescribeRule', async () => {
    const { call, aTarget } = await aRoomWithRule()
    await aTarget('paid', 'a')
    expect(await call(describeRule, { Name: 'paid' })).not.toHaveProperty('Targets')
  })
})

describe('ListRuleNamesByTarget', () => {
  type Names = { RuleNames: string[]; NextToken?: string }

  it('names the rules of the bus whose target has exactly this ARN, once each', async () => {
    const { call, aBus, aRule, aTarget } = createRoom()
    await aBus('orders')
    await aRule('elsewhere', 'orders')
    for (const name of ['c', 'a', 'b']) await aRule(name)
    await aTarget('a', 't1')
    await aTarget('a', 't2')
    await aTarget('c', 't1')
    await aTarget('b', 't1', `${FUNCTION_ARN}:live`)
    const Targets = [{ Id: 't', Arn: FUNCTION_ARN }]
    await call(putTargets, { Rule: 'elsewhere', EventBusName: 'orders', Targets })

    const TargetArn = FUNCTION_ARN
    expect(await call(listRuleNamesByTarget, { TargetArn })).toEqual({ RuleNames: ['a', 'c'] })
    expect(await call(listRuleNamesByTarget, { TargetArn, EventBusName: 'orders' })).toEqual({
      RuleNames: ['elsewhere'],
    })
    expect(await call(listRuleNamesByTarget, { TargetArn: `${FUNCTION_ARN}:7` })).toEqual({
      RuleNames: [],
    })
  })

  it('pages over the rules that match', async () => {
    const { call, aRule, aTarget } = createRoom()
    for (const name of ['a', 'b', 'c', 'd']) await aRule(name)
    for (const name of ['a', 'c']) await aTarget(name, 't')
    const first = (await call(listRuleNamesByTarget, {
      TargetArn: FUNCTION_ARN,
      Limit: 1,
    })) as Names
    expect(first.RuleNames).toEqual(['a'])
    const NextToken = first.NextToken ?? ''
    expect(
      await call(listRuleNamesByTarget, { TargetArn: FUNCTION_ARN, Limit: 1, NextToken }),
    ).toEqual({ RuleNames: ['c'] })
  })

  it('does not find a missing bus', async () => {
    await expect(
      createRoom().call(listRuleNamesByTarget, { TargetArn: FUNCTION_ARN, EventBusName: 'nobody' }),
    ).rejects.toThrow('Event bus nobody does not exist.')
  })
})
