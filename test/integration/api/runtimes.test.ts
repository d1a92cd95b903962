import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeEmulator } from '../../support/execution/fake-emulator.ts'
import { HAS_CURL, HAS_PYTHON } from '../../support/execution/machine.ts'
import { arnOf, recordedBy, zipOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, startBusbar } from '../../support/start-busbar.ts'

const PYTHON = `
import json
def handler(event, context):
    print('EVENT ' + json.dumps(event))
    if event.get('fail'): raise KeyError('gone')
    return {'id': context.aws_request_id, 'event': event}
`

const BOOTSTRAP = `#!/bin/sh
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  HEADERS="$(mktemp)"
  EVENT="$(curl -sS -LD "$HEADERS" "$API/next")"
  ID="$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)"
  curl -sS -o /dev/null "$API/$ID/response" -d "{\\"handler\\":\\"$_HANDLER\\",\\"event\\":$EVENT}"
done
`

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
afterAll(() => busbar[Symbol.asyncDispose]())

function create(FunctionName: string, change: Partial<CreateFunctionCommandInput>) {
  const Role = `arn:aws:iam::${ACCOUNT}:role/test`
  return busbar.lambda.send(
    new CreateFunctionCommand({ FunctionName, Role, Code: {}, Timeout: 20, ...change }),
  )
}

async function invoke(FunctionName: string, event: unknown) {
  const Payload = JSON.stringify(event)
  const answer = await busbar.lambda.send(
    new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }),
  )
  const tail = Buffer.from(answer.LogResult ?? '', 'base64').toString()
  return { ...answer, tail, payload: JSON.parse(answer.Payload?.transformToString() ?? '') }
}

/** Once it is active. */
async function answeredBytes(operation: string, FunctionName: string) {
  const { lambda } = busbar
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20 }, { FunctionName })
  if (operation === 'Invoke') {
    const { Payload = [] } = await lambda.send(new InvokeCommand({ FunctionName }))
    return Buffer.from(Payload)
  }
  const answer = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName }))
  const pieces: Uint8Array[] = []
  for await (const { PayloadChunk } of answer.EventStream ?? []) {
    pieces.push(PayloadChunk?.Payload ?? new Uint8Array())
  }
  return Buffer.concat(pieces)
}

it.skipIf(!HAS_PYTHON)(
  'runs a Python function as Lambda does, for callers and for events',
  async () => {
    const created = await create('snake', {
      Runtime: 'python3.12',
      Handler: 'app.handler',
      Code: { ZipFile: zipOf({ 'app.py': PYTHON }) },
    })
    expect(created).toMatchObject({ State: 'Pending', Runtime: 'python3.12' })
    await waitUntilFunctionActiveV2(
      { client: busbar.lambda, maxWaitTime: 20 },
      { FunctionName: 'snake' },
    )

    const answer = await invoke('snake', { n: 1 })
    expect(answer.FunctionError).toBeUndefined()
    expect(answer.payload).toEqual({ id: answer.$metadata.requestId, event: { n: 1 } })
    const failed = await invoke('snake', { fail: true })
    expect(failed).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
    expect(failed.payload).toMatchObject({ errorType: 'KeyError', errorMessage: "'gone'" })
    expect(failed.tail).toContain("[ERROR] KeyError: 'gone'\nTraceback (most recent call last):\n")

    const pattern = { Name: 'r', EventPattern: '{"source":["test"]}' }
    await busbar.events.send(new PutRuleCommand(pattern))
    const Targets = [{ Id: '1', Arn: arnOf('snake') }]
    await busbar.events.send(new PutTargetsCommand({ Rule: 'r', Targets }))
    const entry = { Source: 'test', DetailType: 'x', Detail: '{"from":"the bus"}' }
    await busbar.events.send(new PutEventsCommand({ Entries: [entry] }))
    await busbar.settle()
    expect((await recordedBy(busbar, 'snake')).at(-1)).toMatchObject({
      detail: { from: 'the bus' },
    })
  },
)

it.skipIf(!HAS_PYTHON)('starts anew when the runtime of a function changes', async () => {
  const files = {
    'app.py': 'def handler(event, context): return "Python"',
    'app.mjs': 'export const handler = async () => "Node.js"',
  }
  const Code = { ZipFile: zipOf(files) }
  await create('both', { Runtime: 'nodejs24.x', Handler: 'app.handler', Code })
  expect((await invoke('both', {})).payload).toBe('Node.js')
  const change = { FunctionName: 'both', Runtime: 'python3.13' as const }
  await busbar.lambda.send(new UpdateFunctionConfigurationCommand(change))
  expect((await invoke('both', {})).payload).toBe('Python')
})

it.skipIf(!HAS_CURL)('runs a bootstrap of an archive', async () => {
  const bootstrap: [Uint8Array, object] = [strToU8(BOOTSTRAP), { os: 3, attrs: 0o755 << 16 }]
  await create('own', {
    Runtime: 'provided.al2023',
    Handler: 'mine',
    Code: { ZipFile: zipSync({ bootstrap }) },
  })
  const event = { n: 1 }
  expect((await invoke('own', event)).payload).toEqual({ handler: 'mine', event })
})

const BYTES = Buffer.from('00ff80fe0a', 'hex')

it.each(['Invoke', 'InvokeWithResponseStream'])(
  'hands over with %s what a runtime or a container posts, text or not',
  async (operation) => {
    using container = await startFakeEmulator((_seen, response) => void response.end(BYTES))
    const FunctionName = `bytes-of-container-${operation}`
    await create(FunctionName, { PackageType: 'Image', Code: { ImageUri: container.uri } })
    expect(await answeredBytes(operation, FunctionName)).toEqual(BYTES)
    if (!HAS_CURL) return
    const text = BOOTSTRAP.replace(/-d "\{.*/, `--data-binary "@$LAMBDA_TASK_ROOT/answer"`)
    const bootstrap: [Uint8Array, object] = [strToU8(text), { os: 3, attrs: 0o755 << 16 }]
    const name = `bytes-of-bootstrap-${operation}`
    const Code = { ZipFile: zipSync({ bootstrap, answer: BYTES }) }
    await create(name, { Runtime: 'provided.al2023', Handler: 'mine', Code })
    expect(await answeredBytes(operation, name)).toEqual(BYTES)
  },
)

it('runs an image that answers as the emulator does', async () => {
  using container = await startFakeEmulator(({ body }, response) => void response.end(body))
  const created = await create('boxed', {
    PackageType: 'Image',
    Code: { ImageUri: container.uri },
  })
  expect(created).toMatchObject({ PackageType: 'Image', State: 'Pending' })
  const { Code } = await busbar.lambda.send(new GetFunctionCommand({ FunctionName: 'boxed' }))
  expect(Code?.ImageUri).toBe(container.uri)
  expect((await invoke('boxed', { n: 1 })).payload).toEqual({ n: 1 })
})

it('refuses an image of a registry, and says what works', async () => {
  const ImageUri = `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/r:latest`
  const created = create('boxed-not', { PackageType: 'Image', Code: { ImageUri } })
  await expect(created).rejects.toThrow(/Code\.ImageUri .* http:\/\/127\.0\.0\.1:9000/)
})
