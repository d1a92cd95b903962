import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda'
import { afterAll, expect, it } from 'vitest'
import { parseApiRoute } from '../../../src/domain/api-route/api-route.ts'
import { until } from '../../support/execution/until.ts'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const directory = mkdtempSync(join(tmpdir(), 'busbar-gates-'))
afterAll(() => rmSync(directory, { recursive: true }))
let gates = 0

/** A function that runs until its gate is opened. */
async function createGated({ lambda }: Busbar, name: string) {
  const gate = join(directory, String(++gates))
  const source = `import { existsSync, writeFileSync } from 'node:fs'
    export const handler = async (event, context) => {
      console.log('EVENT ' + JSON.stringify(context.awsRequestId))
      writeFileSync('${gate}-running', '')
      while (!existsSync('${gate}')) await new Promise((resolve) => setTimeout(resolve, 5))
    }`
  await createFunction(lambda, name, source, { Timeout: 60 })
  return { open: () => writeFileSync(gate, ''), runningFile: `${gate}-running` }
}

function reserve({ lambda }: Busbar, FunctionName: string, ReservedConcurrentExecutions: number) {
  const input = { FunctionName, ReservedConcurrentExecutions }
  return lambda.send(new PutFunctionConcurrencyCommand(input))
}

async function invokeAsync({ lambda }: Busbar, FunctionName: string): Promise<string> {
  const input = { FunctionName, InvocationType: 'Event', Payload: '{}' } as const
  const { $metadata } = await lambda.send(new InvokeCommand(input))
  return $metadata.requestId ?? ''
}

async function throttleOf({ lambda }: Busbar, FunctionName: string) {
  const error = await lambda.send(new InvokeCommand({ FunctionName })).catch((caught) => caught)
  expect(error).toBeInstanceOf(TooManyRequestsException)
  return error as TooManyRequestsException
}

it('throttles a caller, and lets what is asynchronous wait its turn without an attempt (recorded on AWS)', async () => {
  await using busbar = await startBusbar()
  const gated = await createGated(busbar, 'gated')
  await reserve(busbar, 'gated', 1)
  const first = await invokeAsync(busbar, 'gated')
  const second = await invokeAsync(busbar, 'gated')
  await until('the first one runs', () => existsSync(gated.runningFile))
  const throttled = await throttleOf(busbar, 'gated')
  expect(throttled).toMatchObject({
    message: 'Rate Exceeded.',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
    retryAfterSeconds: '1',
    $metadata: { httpStatusCode: 429 },
  })
  gated.open()
  await busbar.settle()
  expect(await recordedBy(busbar, 'gated')).toEqual([first, second])
  expect(await busbar.admin(`invocations/${second}`)).toMatchObject({
    status: 'succeeded',
    attempts: [{ number: 1, outcome: 'succeeded' }],
  })
})

it('lets an asynchronous invocation wait for a caller who has taken all there is', async () => {
  await using busbar = await startBusbar()
  const gated = await createGated(busbar, 'gated')
  await reserve(busbar, 'gated', 1)
  const caller = busbar.lambda.send(new InvokeCommand({ FunctionName: 'gated' }))
  await until('it runs', () => existsSync(gated.runningFile))
  const id = await invokeAsync(busbar, 'gated')
  await until('it waits', async () => {
    const shown = await busbar.admin(`invocations/${id}`)
    return (shown as { status: string }).status === 'waiting'
  })
  gated.open()
  await caller
  await busbar.advance(1)
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({
    status: 'succeeded',
    attempts: [{ number: 1 }],
  })
})

it('runs nothing of a function whose reservation is zero', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'stopped', RECORDER)
  await createFunction(busbar.lambda, 'recorder', RECORDER)
  await reserve(busbar, 'stopped', 0)
  const DestinationConfig = { OnFailure: { Destination: arnOf('recorder') } }
  const config = { FunctionName: 'stopped', DestinationConfig }
  await busbar.lambda.send(new PutFunctionEventInvokeConfigCommand(config))
  expect((await throttleOf(busbar, 'stopped')).Reason).toBe(
    'ReservedFunctionConcurrentInvocationLimitExceeded',
  )
  const id = await invokeAsync(busbar, 'stopped')
  await busbar.settle()
  expect(await recordedBy(busbar, 'recorder')).toEqual([
    {
      version: '1.0',
      timestamp: expect.any(String),
      requestContext: {
        requestId: id,
        functionArn: `${arnOf('stopped')}:$LATEST`,
        condition: 'ZeroReservedConcurrency',
        approximateInvokeCount: 0,
      },
      requestPayload: {},
    },
  ])
  expect(await busbar.admin(`invocations/${id}`)).toMatchObject({
    status: 'dropped',
    condition: 'ZeroReservedConcurrency',
  })
  const input = { FunctionName: 'stopped' }
  await busbar.lambda.send(new DeleteFunctionConcurrencyCommand(input))
  expect(await busbar.lambda.send(new InvokeCommand(input))).toMatchObject({ StatusCode: 200 })
})

it('throttles callers at the limit of the account, whichever function they want', async () => {
  await using busbar = await startBusbar({ concurrency: 1 })
  const gated = await createGated(busbar, 'gated')
  await createFunction(busbar.lambda, 'other', RECORDER)
  const caller = busbar.lambda.send(new InvokeCommand({ FunctionName: 'gated' }))
  await until('it runs', () => existsSync(gated.runningFile))
  expect((await throttleOf(busbar, 'other')).Reason).toBe('ConcurrentInvocationLimitExceeded')
  gated.open()
  await caller
  expect(await busbar.lambda.send(new InvokeCommand({ FunctionName: 'other' }))).toMatchObject({
    StatusCode: 200,
  })
})

it('lets callers wait for a process where the account would allow more', async () => {
  await using busbar = await startBusbar({ maxEnvironments: 1 })
  const gated = await createGated(busbar, 'gated')
  const callers = [1, 2, 3].map(() =>
    busbar.lambda.send(new InvokeCommand({ FunctionName: 'gated' })),
  )
  await until('it runs', () => existsSync(gated.runningFile))
  gated.open()
  for (const answer of await Promise.all(callers)) expect(answer).toMatchObject({ StatusCode: 200 })
})

it.each([
  [
    'its reservation is zero',
    { reserved: 0, concurrency: 1_000 },
    'ReservedFunctionConcurrentInvocationLimitExceeded',
  ],
  [
    'the account has no more',
    { reserved: undefined, concurrency: 0 },
    'ConcurrentInvocationLimitExceeded',
  ],
])('throttles at every door of a function: %s', async (_why, limits, Reason) => {
  const routes = (['1.0', '2.0'] as const).map((payload) =>
    parseApiRoute({ route: `GET /${payload}`, function: arnOf('f'), payload }),
  )
  const { concurrency, reserved } = limits
  await using busbar = await startBusbar({ concurrency, routes: { routes } })
  const { lambda } = busbar
  const named = { FunctionName: 'f' }
  await createFunction(lambda, 'f', RECORDER)
  if (reserved !== undefined) await reserve(busbar, 'f', reserved)

  const stream = lambda.send(new InvokeWithResponseStreamCommand(named))
  expect(await stream.catch((error: unknown) => error)).toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
    Reason,
    retryAfterSeconds: '1',
    $metadata: { httpStatusCode: 429 },
  })

  for (const InvokeMode of ['BUFFERED', 'RESPONSE_STREAM'] as const) {
    const name = `url-${InvokeMode}`
    await createFunction(lambda, name, RECORDER)
    if (reserved !== undefined) await reserve(busbar, name, reserved)
    const of = { FunctionName: name, AuthType: 'NONE' as const, InvokeMode }
    const { FunctionUrl = '' } = await lambda.send(new CreateFunctionUrlConfigCommand(of))
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: name,
        StatementId: 'url',
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      }),
    )
    const answer = await fetch(`${busbar.url}/_url/${new URL(FunctionUrl).host.slice(0, 32)}/`)
    // What else AWS says here is not known.
    expect(answer.status).toBe(429)
  }

  for (const [path, status, text] of [
    ['1.0', 429, '{"message":"Too Many Requests"}'],
    ['2.0', 503, '{"message":"Service Unavailable"}'],
  ] as const) {
    const answer = await fetch(`${busbar.url}/_api/${path}`)
    expect([answer.status, await answer.text()]).toEqual([status, text])
  }
})
