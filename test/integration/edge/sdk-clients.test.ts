import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEdge, type TestEdge } from './start-edge.ts'

let edge: TestEdge
let config: { endpoint: string; region: string; credentials: Credentials; maxAttempts: number }
type Credentials = { accessKeyId: string; secretAccessKey: string }

beforeAll(async () => {
  edge = await startEdge()
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'x' }
  config = { endpoint: edge.url, region: 'eu-west-1', credentials, maxAttempts: 1 }
})

afterAll(() => edge.stop())

describe('the EventBridge client', () => {
  it('gets what the operation answers, and the request id', async () => {
    const answer = await new EventBridgeClient(config).send(
      new PutEventsCommand({ Entries: [{ Source: 'shop', Detail: '{}' }, { Source: 'ü' }] }),
    )
    const id = answer.$metadata.requestId
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: id }, {}] })
  })

  it('is who its access key and region say', async () => {
    const answer = await new EventBridgeClient(config).send(new DescribeRuleCommand({ Name: 'a' }))
    expect(answer).toMatchObject({ CreatedBy: '111122223333', Arn: 'eu-west-1' })
  })

  it('takes the empty answer of an operation without output', async () => {
    const answer = await new EventBridgeClient(config).send(new DeleteRuleCommand({ Name: 'a' }))
    expect(answer.$metadata.httpStatusCode).toBe(200)
  })

  it('gets faults as the exceptions that it knows', async () => {
    const rejected = new EventBridgeClient(config).send(
      new DescribeRuleCommand({ Name: 'missing' }),
    )
    await expect(rejected).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule missing does not exist.',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('is told about a bug without its details, which are logged once', async () => {
    const rejected = new EventBridgeClient(config).send(new DescribeRuleCommand({ Name: 'bug' }))
    await expect(rejected).rejects.toMatchObject({
      name: 'InternalException',
      message: 'Service encountered unexpected problem. Please try again.',
    })
    expect(edge.errors).toHaveLength(1)
    expect(edge.errors[0]?.fields?.['error']).toContain('a secret detail')
  })
})

describe('the Lambda client', () => {
  it('uploads code', async () => {
    const ZipFile = new Uint8Array([1, 2, 3])
    const command = new CreateFunctionCommand({ FunctionName: 'f', Role: 'r', Code: { ZipFile } })
    const answer = await new LambdaClient(config).send(command)
    expect(answer).toMatchObject({ FunctionName: 'f', CodeSize: 3 })
    expect(answer.$metadata.httpStatusCode).toBe(201)
  })

  it('names functions by ARN, in the path', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-1:111122223333:function:orders'
    const command = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'live' })
    expect(await new LambdaClient(config).send(command)).toMatchObject({
      FunctionName,
      Version: 'live',
    })
  })

  it('gets payload, log and version of an invocation', async () => {
    const command = new InvokeCommand({ FunctionName: 'f', Payload: '{"a":1}', LogType: 'Tail' })
    const answer = await new LambdaClient(config).send(command)
    expect(answer.Payload?.transformToString()).toBe('{"a":1}')
    expect(answer).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      LogResult: 'bG9n',
    })
  })

  it.each([
    ['Event', 202],
    ['DryRun', 204],
  ] as const)('gets the status of an invocation of type %s', async (InvocationType, status) => {
    const command = new InvokeCommand({ FunctionName: 'f', InvocationType })
    expect((await new LambdaClient(config).send(command)).StatusCode).toBe(status)
  })

  it('lists, with numbers in the query, and deletes without an answer', async () => {
    const lambda = new LambdaClient(config)
    expect((await lambda.send(new ListFunctionsCommand({ MaxItems: 5 }))).Functions).toEqual([])
    const deleted = await lambda.send(new DeleteFunctionCommand({ FunctionName: 'f' }))
    expect(deleted.$metadata.httpStatusCode).toBe(204)
  })

  it('gets faults as the exceptions that it knows', async () => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: 'missing' })
    await expect(new LambdaClient(config).send(command)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Type: 'User',
      message: 'Function not found: missing',
    })
  })

  it('is told which operation busbar does not have', async () => {
    const command = new CreateCodeSigningConfigCommand({
      AllowedPublishers: { SigningProfileVersionArns: ['arn:x'] },
    })
    await expect(new LambdaClient(config).send(command)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'busbar does not support the Lambda operation CreateCodeSigningConfig yet.',
    })
  })
})

it('the STS client learns whose credentials it has', async () => {
  const answer = await new STSClient(config).send(new GetCallerIdentityCommand({}))
  expect(answer).toMatchObject({
    Account: '111122223333',
    Arn: 'arn:aws:iam::111122223333:root',
    UserId: '111122223333',
  })
  expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
})
