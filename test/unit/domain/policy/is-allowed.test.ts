import { describe, expect, it } from 'vitest'
import { isAllowed, type PolicyRequest } from '../../../../src/domain/policy/is-allowed.ts'

const resource = 'arn:aws:lambda:eu-west-1:111122223333:function:billing'
const rule = 'arn:aws:events:eu-west-1:111122223333:rule/paid'
const statement = {
  Sid: 'a',
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: resource,
}
const request: PolicyRequest = {
  principal: { kind: 'service', name: 'events.amazonaws.com' },
  action: 'lambda:InvokeFunction',
  resource,
  sourceArn: rule,
  sourceAccount: '111122223333',
}
const other = (account: string) => ({ principal: { kind: 'account', account } }) as const
const anonymous = { principal: { kind: 'anonymous' } } as const
const when = (operator: string, key: string, value: string) => ({
  Condition: { [operator]: { [key]: value } },
})

it('allows nothing without a statement', () => {
  expect(isAllowed([], request)).toBe(false)
})

it('allows what one of several statements allows', () => {
  expect(isAllowed([{ ...statement, Action: 'lambda:GetFunction' }, statement], request)).toBe(true)
})

describe('a statement allows', () => {
  it.each<[string, object, Partial<PolicyRequest>]>([
    ['the service that it names', {}, {}],
    ['everybody', { Principal: '*' }, {}],
    ['somebody unknown, as one of everybody', { Principal: '*' }, anonymous],
    ['every account', { Principal: { AWS: '*' } }, other('999988887777')],
    ['an account', { Principal: { AWS: 'arn:aws:iam::999988887777:root' } }, other('999988887777')],
    [
      'a user, whom nobody can tell from the account',
      { Principal: { AWS: 'arn:aws:iam::999988887777:user/u' } },
      other('999988887777'),
    ],
    ['every action of Lambda', { Action: 'lambda:*' }, {}],
    ['every action', { Action: '*' }, {}],
    ['an action, however it is written', { Action: 'lambda:invokefunction' }, {}],
    ['the rule that it names', when('ArnLike', 'AWS:SourceArn', rule), {}],
    ['rules by a pattern', when('ArnLike', 'AWS:SourceArn', 'arn:aws:events:*:*:rule/p?i*'), {}],
    ['an account as the source', when('StringEquals', 'AWS:SourceAccount', '111122223333'), {}],
    [
      'an organisation',
      when('StringEquals', 'aws:PrincipalOrgID', 'o-1234567890'),
      { principalOrgId: 'o-1234567890' },
    ],
    [
      'a function URL',
      when('StringEquals', 'lambda:FunctionUrlAuthType', 'NONE'),
      { functionUrlAuthType: 'NONE' },
    ],
    [
      'what comes through a function URL',
      when('Bool', 'lambda:InvokedViaFunctionUrl', 'true'),
      { invokedViaFunctionUrl: true },
    ],
    [
      'a token',
      when('StringEquals', 'lambda:EventSourceToken', 'amzn1'),
      { eventSourceToken: 'amzn1' },
    ],
  ])('%s', (_whom, change, asked) => {
    expect(isAllowed([{ ...statement, ...change }], { ...request, ...asked })).toBe(true)
  })
})

describe('a statement does not allow', () => {
  it.each<[string, object, Partial<PolicyRequest>]>([
    ['another service', {}, { principal: { kind: 'service', name: 's3.amazonaws.com' } }],
    ['an account, when it names a service', {}, other('111122223333')],
    ['somebody unknown, when it names a service', {}, anonymous],
    ['somebody unknown, when it names every account', { Principal: { AWS: '*' } }, anonymous],
    [
      'another account',
      { Principal: { AWS: 'arn:aws:iam::999988887777:root' } },
      other('111122223333'),
    ],
    ['another action', {}, { action: 'lambda:GetFunction' }],
    ['an action of another service', { Action: 'lambda:*' }, { action: 'events:PutEvents' }],
    ['a version, when it is for the function', {}, { resource: `${resource}:1` }],
    ['anything, when it denies', { Effect: 'Deny' }, {}],
    ['another rule', when('ArnLike', 'AWS:SourceArn', `${rule}-2`), {}],
    ['a pattern beyond a part of the ARN', when('ArnLike', 'AWS:SourceArn', 'arn:*'), {}],
    [
      'another account as the source',
      when('StringEquals', 'AWS:SourceAccount', '999988887777'),
      {},
    ],
    ['who comes from no organisation', when('StringEquals', 'aws:PrincipalOrgID', 'o-1'), {}],
    [
      'who comes by another way',
      when('StringEquals', 'lambda:FunctionUrlAuthType', 'NONE'),
      { functionUrlAuthType: 'AWS_IAM' },
    ],
    [
      'who comes directly',
      when('Bool', 'lambda:InvokedViaFunctionUrl', 'true'),
      { invokedViaFunctionUrl: false },
    ],
    ['anything on a condition that is not known', when('IpAddress', 'aws:SourceIp', '::1'), {}],
    [
      'anything that fails one of its conditions',
      {
        Condition: {
          ArnLike: { 'AWS:SourceArn': rule },
          StringEquals: { 'AWS:SourceAccount': '999988887777' },
        },
      },
      {},
    ],
  ])('%s', (_whom, change, asked) => {
    expect(isAllowed([{ ...statement, ...change }], { ...request, ...asked })).toBe(false)
  })
})
