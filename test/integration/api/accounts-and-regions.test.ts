import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateEventBusCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
} from '@aws-sdk/client-eventbridge'
import {
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFunction } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const places = ['111111111111', '222222222222'].flatMap((account) =>
  ['eu-west-1', 'us-east-1'].map((region) => ({ account, region })),
)
type Place = (typeof places)[number]

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
  for (const place of places) await fill(place)
})
afterAll(() => busbar[Symbol.asyncDispose]())

function clientsOf({ account, region }: Place) {
  const config = busbar.clientConfig(account, region)
  return {
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    sts: new STSClient(config),
  }
}

/** The same names everywhere, and a description that tells them apart. */
async function fill(place: Place) {
  const { events, lambda } = clientsOf(place)
  const Description = JSON.stringify(place)
  await events.send(new CreateEventBusCommand({ Name: 'bus', Description }))
  const EventPattern = '{"source":["shop"]}'
  await events.send(new PutRuleCommand({ Name: 'rule', EventPattern, Description }))
  const source = `export const handler = async () => (${Description})`
  await createFunction(lambda, 'function', source)
  await lambda.send(new InvokeCommand({ FunctionName: 'function' }))
  const entry = { Source: 'shop', DetailType: 'x', Detail: Description }
  await events.send(new PutEventsCommand({ Entries: [entry] }))
}

async function seenFrom(place: Place) {
  const { events, lambda, logs } = clientsOf(place)
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'function' }))
  const [buses, rules, functions, groups] = [
    (await events.send(new ListEventBusesCommand({}))).EventBuses,
    (await events.send(new ListRulesCommand({}))).Rules,
    (await lambda.send(new ListFunctionsCommand({}))).Functions,
    (await logs.send(new DescribeLogGroupsCommand({}))).logGroups,
  ]
  const { account, region } = place
  return {
    buses: buses?.map(({ Arn, Description }) => [Arn, Description]),
    rules: rules?.map(({ Arn, Description }) => [Arn, Description]),
    functions: functions?.map(({ FunctionArn }) => FunctionArn),
    answer: Payload?.transformToString(),
    groups: groups?.map(({ logGroupArn }) => logGroupArn),
    events: await busbar.admin(`events?account=${account}&region=${region}`),
  }
}

it.each(places)('keeps what $account has in $region to itself', async (place) => {
  const { account, region } = place
  const text = JSON.stringify(place)
  const here = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${account}:${resource}`
  expect(await seenFrom(place)).toEqual({
    buses: [
      [here('events', 'event-bus/bus'), text],
      [here('events', 'event-bus/default'), undefined],
    ],
    rules: [[here('events', 'rule/rule'), text]],
    functions: [here('lambda', 'function:function')],
    answer: text,
    groups: [here('logs', 'log-group:/aws/lambda/function')],
    events: {
      events: [
        expect.objectContaining({
          account,
          region,
          event: expect.objectContaining({ detail: place }),
        }),
      ],
    },
  })
})

it.each(places)('says who $account is', async (place) => {
  const { account } = place
  expect(await clientsOf(place).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account,
    UserId: account,
    Arn: `arn:aws:iam::${account}:root`,
  })
})

it('reaches nothing of another account by its ARN', async () => {
  const [{ account, region }] = places as [Place]
  const { events, lambda } = clientsOf({ account: '222222222222', region })
  const Name = `arn:aws:events:${region}:${account}:event-bus/bus`
  await expect(events.send(new DescribeEventBusCommand({ Name }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  const FunctionName = `arn:aws:lambda:${region}:${account}:function:function`
  for (const Command of [InvokeCommand, DeleteFunctionCommand]) {
    await expect(lambda.send(new Command({ FunctionName }) as InvokeCommand)).rejects.toMatchObject(
      {
        name: 'AccessDeniedException',
        message: expect.stringContaining(`User: arn:aws:iam::222222222222:root is not authorized`),
      },
    )
  }
})

it('takes a key that is no account for the default account', async () => {
  const sts = new STSClient(busbar.clientConfig('AKIAIOSFODNN7EXAMPLE'))
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
  })
})
