import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { arnOf, createFunction, recordedBy } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const SOURCE = `
  export const handler = async (event, context) => {
    console.log('EVENT ' + JSON.stringify(event))
    if (event.fail) throw new RangeError('too far')
    return { event, id: context.awsRequestId, client: context.clientContext, arn: context.invokedFunctionArn }
  }`

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
  await createFunction(busbar.lambda, 'f', SOURCE)
})
afterAll(() => busbar[Symbol.asyncDispose]())

async function invoke(change: Partial<InvokeCommandInput> = {}) {
  const answer = await busbar.lambda.send(new InvokeCommand({ FunctionName: 'f', ...change }))
  const text = answer.Payload?.transformToString() ?? ''
  return { ...answer, payload: text === '' ? undefined : JSON.parse(text) }
}
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')

it('answers with what the handler returns, under the request id that it saw', async () => {
  const answer = await invoke({
    Payload: '{"n":1}',
    Qualifier: '$LATEST',
    ClientContext: base64({ custom: { foo: 'bar' } }),
  })
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' })
  expect(answer.FunctionError).toBeUndefined()
  expect(answer.LogResult).toBeUndefined()
  expect(answer.payload).toEqual({
    event: { n: 1 },
    id: answer.$metadata.requestId,
    client: { custom: { foo: 'bar' } },
    arn: `${arnOf('f')}:$LATEST`,
  })
})

it('gives a handler an empty object when there is no payload', async () => {
  expect((await invoke()).payload).toMatchObject({ event: {} })
})

it('succeeds with the error of a handler in the payload, and shows the tail of the log', async () => {
  const answer = await invoke({ Payload: '{"fail":true}', LogType: 'Tail' })
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
  expect(answer.payload).toEqual({
    errorType: 'RangeError',
    errorMessage: 'too far',
    trace: expect.arrayContaining(['RangeError: too far']),
  })
  const tail = Buffer.from(answer.LogResult ?? '', 'base64').toString()
  const id = answer.$metadata.requestId
  expect(tail).toContain(`START RequestId: ${id} Version: $LATEST\n`)
  expect(tail).toContain('EVENT {"fail":true}')
  expect(tail).toMatch(new RegExp(`END RequestId: ${id}\nREPORT RequestId: ${id}\t.*\n$`, 's'))
})

it('runs nothing in a dry run, and later what is asynchronous', async () => {
  const dry = await invoke({ InvocationType: 'DryRun', Payload: '{"n":"dry"}' })
  expect(dry.StatusCode).toBe(204)
  const event = await invoke({ InvocationType: 'Event', Payload: '{"n":"event"}' })
  expect(event).toMatchObject({ StatusCode: 202, payload: undefined })
  await busbar.settle()
  const events = await recordedBy(busbar, 'f')
  expect(events).toContainEqual({ n: 'event' })
  expect(events).not.toContainEqual({ n: 'dry' })
})

it.each<[string, Partial<InvokeCommandInput>, number, string, string]>([
  [
    'a payload that is no JSON',
    { Payload: '{' },
    400,
    'InvalidRequestContentException',
    'Could not parse request body into json: Could not parse payload into json: ',
  ],
  [
    'a payload that is not UTF-8',
    { Payload: Buffer.from([0x22, 0xff, 0x22]) },
    400,
    'InvalidRequestContentException',
    'Could not parse request body into json',
  ],
  [
    'a large asynchronous payload',
    { InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1_048_576)) },
    413,
    'RequestEntityTooLargeException',
    '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  ],
  [
    'an asynchronous payload that is too large for any call',
    { InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(6_291_556)) },
    413,
    'RequestEntityTooLargeException',
    '6291558 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  ],
  [
    'a large payload',
    { Payload: JSON.stringify('x'.repeat(6_291_556)) },
    413,
    'RequestEntityTooLargeException',
    'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  ],
  [
    'a type that there is not',
    { InvocationType: 'Soon' as never },
    400,
    'ValidationException',
    "Value 'Soon' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
  ],
  [
    'a client context that is none',
    { ClientContext: '!' },
    400,
    'InvalidRequestContentException',
    'Client context must be a valid Base64-encoded JSON object.',
  ],
  [
    'a function that there is not',
    { FunctionName: 'nobody' },
    404,
    'ResourceNotFoundException',
    `Function not found: ${arnOf('nobody')}:$LATEST`,
  ],
  [
    'an alias that there is not',
    { Qualifier: 'live' },
    404,
    'ResourceNotFoundException',
    `Function not found: ${arnOf('f')}:live`,
  ],
  [
    'two different qualifiers',
    { FunctionName: 'f:a', Qualifier: 'b' },
    400,
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ],
  [
    'a tenant',
    { TenantId: 'a' },
    400,
    'ValidationException',
    'Parameter TenantId of Invoke is not supported by busbar yet.',
  ],
])('is refused with %s', async (_what, change, status, name, message) => {
  await expect(invoke(change)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: status },
  })
})
