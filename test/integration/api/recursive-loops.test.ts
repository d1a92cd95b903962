import {
  GetFunctionRecursionConfigCommand,
  InvokeCommand,
  PutFunctionRecursionConfigCommand,
} from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { createFunction, recordedBy } from '../../support/functions.ts'
import { startBusbar } from '../../support/start-busbar.ts'

/** Invokes itself as the SDK would, with the trace that it was given, up to twenty times. */
const LOOP = `
  export const handler = async (event, context) => {
    console.log('EVENT ' + event.n)
    if (event.n === 20) return
    const path = '/2015-03-31/functions/' + context.functionName + '/invocations'
    await fetch(process.env.AWS_ENDPOINT_URL + path, {
      method: 'POST',
      headers: {
        'X-Amz-Invocation-Type': 'Event',
        'X-Amzn-Trace-Id': process.env._X_AMZN_TRACE_ID,
        Authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/' +
          process.env.AWS_REGION + '/lambda/aws4_request, SignedHeaders=host, Signature=x',
      },
      body: JSON.stringify({ n: event.n + 1 }),
    })
  }`

it('a function that invokes itself is stopped after sixteen times, unless that is allowed', async () => {
  await using busbar = await startBusbar()
  const { lambda } = busbar
  for (const name of ['f', 'g']) await createFunction(lambda, name, LOOP)
  await lambda.send(
    new PutFunctionRecursionConfigCommand({ FunctionName: 'g', RecursiveLoop: 'Allow' }),
  )
  const config = async (FunctionName: string) =>
    (await lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }))).RecursiveLoop
  expect([await config('f'), await config('g')]).toEqual(['Terminate', 'Allow'])

  for (const FunctionName of ['f', 'g']) {
    await lambda.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{"n":1}' }),
    )
  }
  await busbar.settle()
  const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)
  expect(await recordedBy(busbar, 'f')).toEqual(upTo(16))
  expect(await recordedBy(busbar, 'g')).toEqual(upTo(20))
})
