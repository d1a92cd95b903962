import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  GetPolicyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { arnOf, createFunction } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const rule = `arn:aws:events:${REGION}:${ACCOUNT}:rule/orders`
const statement = {
  Sid: 'from-rule',
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: arnOf('f'),
  Condition: { ArnLike: { 'AWS:SourceArn': rule } },
}

let busbar: Busbar
let lambda: Busbar['lambda']
beforeAll(async () => {
  busbar = await startBusbar()
  lambda = busbar.lambda
})
beforeEach(async () => {
  await fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' })
  await createFunction(lambda, 'f', '')
})
afterAll(() => busbar[Symbol.asyncDispose]())

const add = (change: Partial<AddPermissionCommandInput> = {}) =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName: 'f',
      StatementId: 'from-rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: rule,
      ...change,
    }),
  )
const policy = () => lambda.send(new GetPolicyCommand({ FunctionName: 'f' }))
const remove = (StatementId: string, RevisionId?: string) =>
  lambda.send(new RemovePermissionCommand({ FunctionName: 'f', StatementId, RevisionId }))

it('adds statements, shows them as a policy and removes them', async () => {
  expect(JSON.parse((await add()).Statement ?? '')).toEqual(statement)
  await add({ StatementId: 'all', Principal: '*', SourceArn: undefined })
  const { Policy, RevisionId } = await policy()
  expect(JSON.parse(Policy ?? '')).toEqual({
    Version: '2012-10-17',
    Id: 'default',
    Statement: [statement, expect.objectContaining({ Sid: 'all', Principal: '*' })],
  })
  await remove('all', RevisionId)
  expect(JSON.parse((await policy()).Policy ?? '').Statement).toEqual([statement])
  await remove('from-rule')
  await expect(policy()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  })
})

it.each<[string, Partial<AddPermissionCommandInput>, string, string]>([
  [
    'an id that is taken',
    {},
    'ResourceConflictException',
    'The statement id (from-rule) provided already exists.',
  ],
  [
    'a function that there is not',
    { FunctionName: 'nobody' },
    'ResourceNotFoundException',
    `Function not found: ${arnOf('nobody')}`,
  ],
  [
    '$LATEST',
    { Qualifier: '$LATEST', StatementId: 'b' },
    'InvalidParameterValueException',
    'We currently do not support adding policies for $LATEST.',
  ],
  [
    'an older revision',
    { StatementId: 'b', RevisionId: 'old' },
    'PreconditionFailedException',
    'Call the GetPolicy API to retrieve the latest Revision Id',
  ],
  [
    'a principal that is none',
    { StatementId: 'b', Principal: 'somebody' },
    'InvalidParameterValueException',
    'The provided principal was invalid.',
  ],
])('refuses a statement with %s', async (_what, change, name, message) => {
  await add()
  await expect(add(change)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  })
})

it('says that a statement to remove is not there', async () => {
  await add()
  await expect(remove('other')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Statement other is not found in resource policy.',
  })
})
