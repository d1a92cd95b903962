import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

// Handlers as they are written for AWS, in a development directory that finds its packages here.
let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar({ functions: 'test/fixtures/handlers' })
})
afterAll(() => busbar[Symbol.asyncDispose]())

async function invoke(name: string, event: object): Promise<unknown> {
  const { Payload, FunctionError } = await busbar.lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  )
  expect(FunctionError).toBeUndefined()
  return JSON.parse(Buffer.from(Payload ?? []).toString())
}

it('runs a handler built on middy', async () => {
  expect(await invoke('middy', { n: 1 })).toEqual({
    event: { n: 1, seenBefore: true },
    name: 'middy',
    seenAfter: true,
  })
})

it('runs an Express application behind serverless-http', async () => {
  const request = {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/orders/42',
    rawQueryString: 'q=yes',
    headers: { 'content-type': 'application/json', host: 'example.org' },
    requestContext: { http: { method: 'POST', path: '/orders/42', sourceIp: '127.0.0.1' } },
    body: '{"total":1}',
    isBase64Encoded: false,
  }
  expect(await invoke('web', request)).toMatchObject({
    statusCode: 201,
    body: '{"id":"42","body":{"total":1},"q":"yes"}',
  })
})

it('serves an Express application behind serverless-http at a web address', async () => {
  const FunctionName = 'web'
  const { FunctionUrl = '' } = await busbar.lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }),
  )
  await busbar.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    }),
  )
  const request = {
    method: 'POST',
    path: '/orders/42?q=yes',
    headers: { host: new URL(FunctionUrl).host, 'content-type': 'application/json' },
    body: '{"total":1}',
  }
  expect(await rawRequest(busbar.url, request)).toMatchObject({
    status: 201,
    headers: {
      'content-type': expect.stringContaining('application/json'),
      etag: expect.any(String),
    },
    text: '{"id":"42","body":{"total":1},"q":"yes"}',
  })
  const { status, text } = await rawRequest(busbar.url, { ...request, path: '/nowhere' })
  expect([status, text]).toEqual([404, expect.stringContaining('Cannot POST /nowhere')])
})

it('lets a handler reach this server through the AWS SDK, as the account and region it runs in', async () => {
  await createFunction(busbar.lambda, 'receiver', RECORDER)
  const rules = { sender: ['shop', 'sender'], receiver: ['sender', 'receiver'] }
  for (const [name, [source, target = '']] of Object.entries(rules)) {
    const pattern = JSON.stringify({ source: [source] })
    await busbar.events.send(new PutRuleCommand({ Name: name, EventPattern: pattern }))
    await busbar.events.send(
      new PutTargetsCommand({ Rule: name, Targets: [{ Id: '1', Arn: arnOf(target) }] }),
    )
  }
  await busbar.events.send(
    new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'x', Detail: '{"id":9}' }] }),
  )
  await busbar.settle()
  expect(await recordedBy(busbar, 'receiver')).toMatchObject([
    { source: 'sender', account: ACCOUNT, region: REGION, detail: { id: 9 } },
  ])
})
