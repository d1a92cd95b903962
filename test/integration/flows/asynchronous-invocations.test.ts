import {
  CreateEventBusCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  DeleteFunctionCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
} from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

/** Fails, or answers, as its event says; logs the request id of each execution. */
const OBEDIENT = `export const handler = async (event, context) => {
  console.log('EVENT ' + JSON.stringify(context.awsRequestId))
  if (event.fail) throw new TypeError('no')
  return { got: event.n }
}`
const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/results`

async function start() {
  const busbar = await startBusbar()
  await createFunction(busbar.lambda, 'obedient', OBEDIENT)
  await createFunction(busbar.lambda, 'recorder', RECORDER)
  return busbar
}

async function invoke({ lambda }: Busbar, event: object): Promise<string> {
  const Payload = JSON.stringify(event)
  const command = { FunctionName: 'obedient', InvocationType: 'Event', Payload } as const
  const { StatusCode, $metadata } = await lambda.send(new InvokeCommand(command))
  expect(StatusCode).toBe(202)
  return $metadata.requestId ?? ''
}

function configure(
  { lambda }: Busbar,
  given: Omit<PutFunctionEventInvokeConfigCommandInput, 'FunctionName'>,
) {
  const command = { FunctionName: 'obedient', ...given }
  return lambda.send(new PutFunctionEventInvokeConfigCommand(command))
}

it('is retried as often as its config says at that time, under one request id', async () => {
  await using busbar = await start()
  const { LastModified } = await configure(busbar, { MaximumRetryAttempts: 2 })
  expect(LastModified?.getTime()).toBe(busbar.app.clock?.now())
  const id = await invoke(busbar, { fail: true })
  await busbar.advance(60)
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({ status: 'retrying' })
  await configure(busbar, { MaximumRetryAttempts: 1 })
  await busbar.advance(3_600)
  expect(await recordedBy(busbar, 'obedient')).toEqual([id, id, id])
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({
    requestId: id,
    function: `${arnOf('obedient')}:$LATEST`,
    accepted: { by: 'Invoke' },
    status: 'failed',
    condition: 'RetriesExhausted',
    attempts: [
      { number: 1, outcome: 'retrying', errorCode: 'TypeError', errorMessage: 'no' },
      { number: 2, outcome: 'retrying' },
      { number: 3, outcome: 'failed' },
    ],
  })
})

it('sends the record of a failure to a function, which is invoked with it', async () => {
  await using busbar = await start()
  await configure(busbar, {
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: arnOf('recorder') } },
  })
  const id = await invoke(busbar, { fail: true, n: 1 })
  await busbar.settle()
  const record = {
    version: '1.0',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    requestContext: {
      requestId: id,
      functionArn: `${arnOf('obedient')}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    },
    requestPayload: { fail: true, n: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'TypeError', errorMessage: 'no', trace: expect.any(Array) },
  }
  expect(await recordedBy(busbar, 'recorder')).toEqual([record])

  const shown = (await busbar.admin(`invocations/${id}`)) as { destination: { requestId: string } }
  expect(shown).toMatchObject({
    status: 'failed',
    destination: { arn: arnOf('recorder'), status: 'succeeded' },
  })
  expect(await busbar.admin(`invocations/${shown.destination.requestId}`)).toMatchObject({
    function: `${arnOf('recorder')}:$LATEST`,
    accepted: {
      by: 'destination',
      of: { requestId: id, functionArn: `${arnOf('obedient')}:$LATEST` },
    },
    status: 'succeeded',
    condition: 'Success',
  })
})

it('sends the record of a success to an event bus, whose rules match it', async () => {
  await using busbar = await start()
  await busbar.events.send(new CreateEventBusCommand({ Name: 'results' }))
  const EventPattern = JSON.stringify({
    source: ['lambda'],
    'detail-type': ['Lambda Function Invocation Result - Success'],
  })
  const rule = { EventBusName: 'results', Name: 'all', EventPattern }
  await busbar.events.send(new PutRuleCommand(rule))
  const Targets = [{ Id: '1', Arn: arnOf('recorder') }]
  await busbar.events.send(new PutTargetsCommand({ EventBusName: 'results', Rule: 'all', Targets }))
  await configure(busbar, { DestinationConfig: { OnSuccess: { Destination: BUS } } })
  const id = await invoke(busbar, { n: 1 })
  await busbar.settle()

  const shown = (await busbar.admin(`invocations/${id}`)) as { destination: { eventId: string } }
  expect(shown).toMatchObject({
    status: 'succeeded',
    destination: { arn: BUS, status: 'succeeded' },
  })
  expect(await recordedBy(busbar, 'recorder')).toEqual([
    {
      version: '0',
      id: shown.destination.eventId,
      'detail-type': 'Lambda Function Invocation Result - Success',
      source: 'lambda',
      account: ACCOUNT,
      time: expect.stringMatching(/Z$/),
      region: REGION,
      resources: [BUS, `${arnOf('obedient')}:$LATEST`],
      detail: {
        version: '1.0',
        timestamp: expect.any(String),
        requestContext: {
          requestId: id,
          functionArn: `${arnOf('obedient')}:$LATEST`,
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        requestPayload: { n: 1 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: { got: 1 },
      },
    },
  ])
})

it('says where a record did not arrive, and why', async () => {
  await using busbar = await start()
  await configure(busbar, { DestinationConfig: { OnSuccess: { Destination: BUS } } })
  const id = await invoke(busbar, {})
  await busbar.settle()
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({
    status: 'succeeded',
    destination: { status: 'failed', attempts: [{ errorCode: 'NO_RESOURCE' }] },
  })
})

it.each([
  [60, 1],
  [90, 2],
])('is given up within %d seconds after %d executions (recorded on AWS)', async (age, count) => {
  await using busbar = await start()
  await configure(busbar, {
    MaximumEventAgeInSeconds: age,
    DestinationConfig: { OnFailure: { Destination: arnOf('recorder') } },
  })
  const id = await invoke(busbar, { fail: true })
  await busbar.advance(age)
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({ condition: 'EventAgeExceeded' })
  expect(await recordedBy(busbar, 'recorder')).toMatchObject([
    { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: count } },
  ])
})

it('is shown with the event whose rule asked for it', async () => {
  await using busbar = await start()
  await configure(busbar, { DestinationConfig: { OnSuccess: { Destination: arnOf('recorder') } } })
  const rule = { Name: 'all', EventPattern: '{"source":["shop"]}' }
  await busbar.events.send(new PutRuleCommand(rule))
  const Targets = [{ Id: '1', Arn: arnOf('obedient'), Input: '{"n":7}' }]
  await busbar.events.send(new PutTargetsCommand({ Rule: 'all', Targets }))
  const Entries = [{ Source: 'shop', DetailType: 'd', Detail: '{}' }]
  const put = await busbar.events.send(new PutEventsCommand({ Entries }))
  await busbar.settle()
  const shown = (await busbar.admin(`events/${put.Entries?.[0]?.EventId}`)) as {
    buses: { rules: { targets: { requestId: string }[] }[] }[]
  }
  const target = shown.buses[0]?.rules[0]?.targets[0]
  expect(target).toMatchObject({
    status: 'succeeded',
    condition: 'Success',
    destination: { arn: arnOf('recorder'), status: 'succeeded' },
  })
  expect(await busbar.admin(`invocations/${target?.requestId}`)).toMatchObject({
    accepted: {
      by: 'rule',
      eventId: put.Entries?.[0]?.EventId,
      rule: `arn:aws:events:${REGION}:${ACCOUNT}:rule/all`,
    },
  })
  expect(await recordedBy(busbar, 'recorder')).toMatchObject([{ requestPayload: { n: 7 } }])
})

it('runs the function that has the name by the time of a retry', async () => {
  await using busbar = await start()
  const id = await invoke(busbar, { fail: true })
  await busbar.settle()
  await busbar.lambda.send(new DeleteFunctionCommand({ FunctionName: 'obedient' }))
  await busbar.advance(60)
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({
    attempts: [{ errorCode: 'TypeError' }, { errorCode: 'NO_RESOURCE' }],
  })
  await createFunction(busbar.lambda, 'obedient', RECORDER)
  await busbar.advance(120)
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({ status: 'succeeded' })
})

it('is not there under another id', async () => {
  await using busbar = await start()
  expect(await busbar.admin('invocations/none')).toMatchObject({
    error: expect.stringMatching(/^There is no asynchronous invocation none;/),
  })
})

it('says which function asked for it', async () => {
  await using busbar = await start()
  const source = `const { AWS_ENDPOINT_URL, AWS_SESSION_TOKEN, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env
    export const handler = async () => {
      const answer = await fetch(AWS_ENDPOINT_URL + '/2015-03-31/functions/recorder/invocations', {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260131/' + AWS_REGION + '/lambda/aws4_request, SignedHeaders=host, Signature=0',
          'x-amz-security-token': AWS_SESSION_TOKEN,
          'x-amz-invocation-type': 'Event',
        },
      })
      return answer.headers.get('x-amzn-requestid')
    }`
  await createFunction(busbar.lambda, 'caller', source)
  const { Payload } = await busbar.lambda.send(new InvokeCommand({ FunctionName: 'caller' }))
  const id = JSON.parse(Payload?.transformToString() ?? '') as string
  await busbar.settle()
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({
    status: 'succeeded',
    accepted: { by: 'Invoke', caller: `${arnOf('caller')}:$LATEST` },
  })
})
