import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateFunctionUrlConfigCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { canRun, run } from '../../support/run-command.ts'
import { Sha256 } from '../../support/sha256.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const OTHER = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'se/cr+et', account: '999900001111' }

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar({
    auth: 'sigv4',
    keys: [{ accessKeyId: ACCOUNT, secretAccessKey: 'secret', account: ACCOUNT }, OTHER],
    functions: 'test/fixtures/handlers',
  })
})
afterAll(() => busbar[Symbol.asyncDispose]())

const environment = (secret = 'secret') => ({
  AWS_ENDPOINT_URL: busbar.url,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: ACCOUNT,
  AWS_SECRET_ACCESS_KEY: secret,
})

async function raw(path: string, init: RequestInit = {}) {
  const response = await fetch(`${busbar.url}${path}`, init)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('with signatures required', () => {
  it('a function URL of AWS_IAM is called by whoever signed well', async () => {
    const FunctionName = 'signed-url'
    const source =
      'export const handler = async ({ requestContext }) => requestContext.authorizer.iam'
    await createFunction(busbar.lambda, FunctionName, source)
    const { FunctionUrl = '' } = await busbar.lambda.send(
      new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }),
    )
    const { host, hostname, port } = new URL(FunctionUrl)
    const call = async (secretAccessKey: string) => {
      const credentials = { accessKeyId: ACCOUNT, secretAccessKey }
      const signer = new SignatureV4({
        credentials,
        region: REGION,
        service: 'lambda',
        sha256: Sha256,
      })
      const { headers } = await signer.sign({
        method: 'POST',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/',
        headers: { host },
        body: 'x',
      })
      return rawRequest(busbar.url, { method: 'POST', headers, body: 'x' })
    }
    const good = await call('secret')
    expect([good.status, JSON.parse(good.text)]).toEqual([
      200,
      expect.objectContaining({ accessKey: ACCOUNT, accountId: ACCOUNT }),
    ])
    const bad = await call('wrong')
    expect([bad.status, bad.headers['x-amzn-errortype']]).toEqual([
      403,
      'InvalidSignatureException',
    ])
    const unsigned = await rawRequest(busbar.url, { headers: { host } })
    expect(unsigned).toMatchObject({ status: 403, text: expect.stringContaining('Forbidden.') })
  })

  it('the AWS SDK for JavaScript goes through the quick start', async () => {
    const printed = await run(
      process.execPath,
      ['test/fixtures/clients/quick-start.mjs'],
      environment(),
    )
    expect(JSON.parse(printed)).toMatchObject({ invoked: { got: 7 }, failedEntries: 1 })
  }, 60_000)

  it.skipIf(!canRun('python3', ['-c', 'import boto3']))(
    'boto3 goes through the quick start (skipped without python3 and boto3)',
    async () => {
      await using own = await startBusbar({
        auth: 'sigv4',
        keys: [{ accessKeyId: ACCOUNT, secretAccessKey: 'secret', account: ACCOUNT }],
      })
      const printed = await run('python3', ['test/fixtures/clients/quick_start.py', own.url])
      expect(JSON.parse(printed)).toMatchObject({ invoked: { got: 7 }, failedEntries: 1 })
    },
    60_000,
  )

  it.skipIf(!canRun('aws', ['--version']))(
    'the AWS CLI is known by its key (skipped where there is none)',
    async () => {
      const aws = async (...args: string[]) =>
        JSON.parse(
          await run('aws', [...args, '--endpoint-url', busbar.url, '--output', 'json'], {
            ...environment(OTHER.secretAccessKey),
            AWS_ACCESS_KEY_ID: OTHER.accessKeyId,
            AWS_DEFAULT_REGION: REGION,
          }),
        )
      expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: OTHER.account })
      expect(await aws('lambda', 'list-functions')).toHaveProperty('Functions')
      expect(await aws('logs', 'describe-log-groups')).toHaveProperty('logGroups')
      const pattern = '{"source":["ä b"]}'
      expect(await aws('events', 'put-rule', '--name', 'r', '--event-pattern', pattern)).toEqual({
        RuleArn: `arn:aws:events:${REGION}:${OTHER.account}:rule/r`,
      })
    },
    60_000,
  )

  it('names and ARNs in paths are signed as they are sent', async () => {
    const arn = await createFunction(busbar.lambda, 'by-arn', RECORDER)
    const got = await busbar.lambda.send(
      new GetFunctionCommand({ FunctionName: arn, Qualifier: '$LATEST' }),
    )
    expect(got.Configuration?.FunctionArn).toBe(`${arn}:$LATEST`)
    expect((await fetch(got.Code?.Location ?? '')).status).toBe(200)
  })

  it('functions reach this server through the AWS SDK, as their account', async () => {
    await createFunction(busbar.lambda, 'receiver', RECORDER)
    const rule = { Name: 'sent', EventPattern: '{"source":["sender"]}' }
    await busbar.events.send(new PutRuleCommand(rule))
    const target = { Id: '1', Arn: arnOf('receiver') }
    await busbar.events.send(new PutTargetsCommand({ Rule: 'sent', Targets: [target] }))
    const Payload = JSON.stringify({ detail: { id: 9 } })
    const sent = await busbar.lambda.send(new InvokeCommand({ FunctionName: 'sender', Payload }))
    expect(sent.FunctionError).toBeUndefined()
    await busbar.settle()
    expect(await recordedBy(busbar, 'receiver')).toMatchObject([
      { source: 'sender', account: ACCOUNT, detail: { id: 9 } },
    ])
  })

  it('each key sees its own account only', async () => {
    await busbar.events.send(new PutRuleCommand({ Name: 'mine', EventPattern: '{"a":["b"]}' }))
    const { accessKeyId, secretAccessKey } = OTHER
    const config = { ...busbar.clientConfig(), credentials: { accessKeyId, secretAccessKey } }
    const sts = new STSClient(config)
    const lambda = new LambdaClient(config)
    expect(await sts.send(new GetCallerIdentityCommand())).toMatchObject({ Account: OTHER.account })
    const { Functions } = await lambda.send(new ListFunctionsCommand())
    expect(Functions?.map(({ FunctionArn }) => FunctionArn)).not.toContain(arnOf('by-arn'))
    for (const client of [sts, lambda]) client.destroy()
  })

  it.each([
    [
      'events',
      () => new ListRulesCommand(),
      'InvalidSignatureException',
      'UnrecognizedClientException',
      400,
    ],
    [
      'lambda',
      () => new ListFunctionsCommand(),
      'InvalidSignatureException',
      'UnrecognizedClientException',
      403,
    ],
    [
      'logs',
      () => new DescribeLogGroupsCommand(),
      'InvalidSignatureException',
      'UnrecognizedClientException',
      400,
    ],
    [
      'sts',
      () => new GetCallerIdentityCommand(),
      'SignatureDoesNotMatch',
      'InvalidClientTokenId',
      403,
    ],
  ] as const)(
    '%s refuses a wrong secret and an unknown key in its own words',
    async (service, command, wrong, unknown, status) => {
      const sts = new STSClient(busbar.clientConfig())
      const clients = { events: busbar.events, lambda: busbar.lambda, logs: busbar.logs, sts }
      const Client = clients[service].constructor
      const ask = async (accessKeyId: string, secretAccessKey: string) => {
        const credentials = { accessKeyId, secretAccessKey }
        const client = Reflect.construct(Client, [{ ...busbar.clientConfig(), credentials }])
        await client.send(command()).finally(() => client.destroy())
      }
      await expect(ask(ACCOUNT, 'wrong')).rejects.toMatchObject({
        name: wrong,
        message: expect.stringMatching(
          /^The request signature we calculated .*\n\nThe Canonical String/s,
        ),
        $metadata: { httpStatusCode: status },
      })
      await expect(ask('AKIANOBODY', 'secret')).rejects.toMatchObject({
        name: unknown,
        message: 'The security token included in the request is invalid.',
        $metadata: { httpStatusCode: status },
      })
      sts.destroy()
    },
  )

  it.each([
    [
      'events',
      '/',
      { method: 'POST', headers: { 'x-amz-target': 'AWSEvents.ListRules' }, body: '{}' },
      400,
      '"__type":"MissingAuthenticationTokenException"',
    ],
    ['lambda', '/2015-03-31/functions/', {}, 403, '{"message":"Missing Authentication Token"}'],
    [
      'sts',
      '/?Action=GetCallerIdentity&Version=2011-06-15',
      {},
      403,
      '<Code>MissingAuthenticationToken</Code>',
    ],
  ])('%s refuses a request without a signature', async (_service, path, init, status, text) => {
    const answer = await raw(path, init)
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) })
  })

  it('a presigned address works as it is, and for its own request only', async () => {
    const { host } = new URL(busbar.url)
    const signer = new SignatureV4({
      service: 'sts',
      region: REGION,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'secret' },
      sha256: Sha256,
    })
    const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' }
    const place = { protocol: 'http:', hostname: host, path: '/', query }
    const request = { method: 'GET', headers: { host }, ...place }
    const presigned = await signer.presign(request, { expiresIn: 60 })
    const path = `/?${new URLSearchParams(presigned.query as Record<string, string>)}`
    expect(await raw(path)).toMatchObject({ status: 200, text: expect.stringContaining(ACCOUNT) })
    expect(await raw(`${path}&a=b`)).toMatchObject({ status: 403 })
    expect(await raw(path, { method: 'POST' })).toMatchObject({ status: 403 })
  })

  it('a body that was changed on the way does nothing', async () => {
    const { host } = new URL(busbar.url)
    const signer = new SignatureV4({
      service: 'events',
      region: REGION,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'secret' },
      sha256: Sha256,
    })
    const headers = { host, 'x-amz-target': 'AWSEvents.PutRule' }
    const body = '{"Name":"good","EventPattern":"{\\"a\\":[1]}"}'
    const place = { protocol: 'http:', hostname: host, path: '/' }
    const signed = await signer.sign({ method: 'POST', headers, body, ...place })
    const send = (text: string) => raw('/', { method: 'POST', headers: signed.headers, body: text })
    expect(await send(body.replace('good', 'evil'))).toMatchObject({ status: 400 })
    expect(await send(body)).toMatchObject({ status: 200 })
    const { Rules } = await busbar.events.send(new ListRulesCommand())
    expect(Rules?.map(({ Name }) => Name)).not.toContain('evil')
  })

  it('accepts events of who signed them', async () => {
    const Entries = [{ Source: 'größer', DetailType: '🚌', Detail: '{}' }]
    const put = await busbar.events.send(new PutEventsCommand({ Entries }))
    expect(put).toMatchObject({ FailedEntryCount: 0 })
  })
})

describe('the admin routes, with signatures required', () => {
  it.each(['/_busbar/health', '/_busbar/ready', '/health'])('%s stays open', async (path) => {
    expect((await raw(path)).status).toBe(200)
  })

  it.each([
    ['GET', '/_busbar/events'],
    ['GET', '/_busbar/metrics'],
    ['POST', '/_busbar/settle'],
    ['POST', '/_busbar/reset'],
  ])('%s %s wants a signature', async (method, path) => {
    expect(await raw(path, { method })).toMatchObject({
      status: 403,
      text: expect.stringContaining('Missing Authentication Token'),
    })
  })

  it('open to any key, but not to that of a function', async () => {
    const { host } = new URL(busbar.url)
    const open = async (credentials: {
      accessKeyId: string
      secretAccessKey: string
      sessionToken?: string
    }) => {
      const signer = new SignatureV4({
        service: 'busbar',
        region: REGION,
        credentials,
        sha256: Sha256,
      })
      const place = {
        protocol: 'http:',
        hostname: host,
        path: '/_busbar/events',
        query: { limit: '1' },
      }
      const signed = await signer.sign({ method: 'GET', headers: { host }, ...place })
      return raw('/_busbar/events?limit=1', { headers: signed.headers })
    }
    expect((await open(OTHER)).status).toBe(200)

    const source = `export const handler = async () => [process.env.AWS_ACCESS_KEY_ID, process.env.AWS_SECRET_ACCESS_KEY, process.env.AWS_SESSION_TOKEN]`
    await createFunction(busbar.lambda, 'teller', source)
    const told = await busbar.lambda.send(new InvokeCommand({ FunctionName: 'teller' }))
    const [accessKeyId, secretAccessKey, sessionToken] = JSON.parse(
      Buffer.from(told.Payload ?? []).toString(),
    )
    const refused = await open({ accessKeyId, secretAccessKey, sessionToken })
    expect(refused).toMatchObject({ status: 403, text: expect.stringMatching(/keys of functions/) })
    const forged = await open({ accessKeyId: OTHER.account, secretAccessKey, sessionToken })
    expect(forged).toMatchObject({ status: 403, text: expect.stringMatching(/does not match/) })
  })

  it('are not open for a reset on a loopback address either, unless BUSBAR_RESET says so', async () => {
    const { host } = new URL(busbar.url)
    const { accessKeyId, secretAccessKey } = OTHER
    const credentials = { accessKeyId, secretAccessKey }
    const signer = new SignatureV4({
      service: 'busbar',
      region: REGION,
      credentials,
      sha256: Sha256,
    })
    const place = { protocol: 'http:', hostname: host, path: '/_busbar/reset' }
    const signed = await signer.sign({ method: 'POST', headers: { host }, ...place })
    const answer = await raw('/_busbar/reset', { method: 'POST', headers: signed.headers })
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('BUSBAR_RESET=1') })
  })
})
