import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  type InvokeWithResponseStreamCompleteEvent,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { arnOf, createFunction } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const SOURCE = `
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  const ways = {
    async words(stream) {
      stream.write('one ')
      await wait(20)
      stream.write('two')
    },
    async bytes(stream) {
      stream.write(Buffer.from([0xff, 0x00, 0xfe]))
    },
    async http(stream) {
      awslambda.HttpResponseStream.from(stream, { statusCode: 201 })
      stream.write('body')
    },
    async nothing() {},
    async early() {
      throw new RangeError('too early')
    },
    async late(stream) {
      stream.write('begun')
      await wait(20)
      throw new RangeError('too late')
    },
    async hang(stream) {
      stream.write('begun')
      await wait(60_000)
    },
    async exit(stream) {
      stream.write('begun')
      await wait(20)
      process.exit(3)
    },
    async large(stream, { chunks, size }) {
      for (let at = 0; at < chunks; at++) {
        if (!stream.write(Buffer.alloc(size, at))) {
          await new Promise((resolve) => stream.once('drain', resolve))
        }
      }
    },
  }
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    console.log('WAY ' + event.way)
    await ways[event.way](stream, event)
    stream.end()
  })`

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
  await createFunction(busbar.lambda, 'f', SOURCE, { Timeout: 1 })
  await createFunction(
    busbar.lambda,
    'plain',
    'export const handler = async (event) => { if (event.fail) throw new Error("no"); return { event } }',
  )
})
afterAll(() => busbar[Symbol.asyncDispose]())

async function stream(event: object, change: Partial<InvokeWithResponseStreamCommandInput> = {}) {
  const Payload = JSON.stringify(event)
  const answer = await busbar.lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'f', Payload, ...change }),
  )
  const chunks: Buffer[] = []
  let complete: InvokeWithResponseStreamCompleteEvent | undefined
  for await (const { PayloadChunk, InvokeComplete } of answer.EventStream ?? []) {
    if (PayloadChunk) chunks.push(Buffer.from(PayloadChunk.Payload ?? []))
    if (InvokeComplete) complete = InvokeComplete
  }
  const bytes = Buffer.concat(chunks)
  return { ...answer, chunks, bytes, text: bytes.toString(), complete }
}

it('gives the pieces of a response as they come, and the end', async () => {
  const answer = await stream({ way: 'words' })
  expect(answer).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
    text: 'one two',
    complete: {},
  })
  expect(answer.chunks.map(String)).toEqual(['one ', 'two'])
  expect(answer.complete?.ErrorCode).toBeUndefined()
  expect(answer.complete?.LogResult).toBeUndefined()
})

it('passes bytes on as they are, and the metadata of an HTTP response before them', async () => {
  expect((await stream({ way: 'bytes' })).bytes).toEqual(Buffer.from([0xff, 0x00, 0xfe]))
  const { text } = await stream({ way: 'http' })
  expect(text).toBe(`{"statusCode":201}${'\0'.repeat(8)}body`)
})

it('ends a response without bytes', async () => {
  expect(await stream({ way: 'nothing' })).toMatchObject({ chunks: [], complete: {} })
})

it('shows the tail of the log at the end', async () => {
  const { complete, $metadata } = await stream({ way: 'words' }, { LogType: 'Tail' })
  const tail = Buffer.from(complete?.LogResult ?? '', 'base64').toString()
  expect(tail).toContain('WAY words')
  expect(tail).toContain(`END RequestId: ${$metadata.requestId}`)
})

it.each([
  ['early', '', 'RangeError', 'too early'],
  ['late', 'begun', 'RangeError', 'too late'],
  ['hang', 'begun', 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
  ['exit', 'begun', 'Runtime.ExitError', 'exit status 3'],
])('tells at the end that the function failed: %s', async (way, text, code, message) => {
  const answer = await stream({ way })
  expect(answer).toMatchObject({ StatusCode: 200, text, complete: { ErrorCode: code } })
  expect(JSON.parse(answer.complete?.ErrorDetails ?? '')).toMatchObject({
    errorType: code,
    errorMessage: expect.stringContaining(message),
  })
})

it('gives what a handler returns that does not stream in one piece', async () => {
  const answer = await stream({ n: 1 }, { FunctionName: 'plain' })
  expect(answer.chunks.map(String)).toEqual(['{"event":{"n":1}}'])
  const failed = await stream({ fail: true }, { FunctionName: 'plain' })
  expect(failed).toMatchObject({ chunks: [], complete: { ErrorCode: 'Error' } })
})

it('passes on far more than a caller who waits for the whole could have', async () => {
  const { bytes, complete } = await stream({ way: 'large', chunks: 20, size: 1_000_000 })
  expect(bytes).toHaveLength(20_000_000)
  expect([bytes[0], bytes[10_500_000], bytes.at(-1)]).toEqual([0, 10, 19])
  expect(complete).toEqual({})
})

it('runs nothing in a dry run', async () => {
  const answer = await stream({ way: 'words' }, { InvocationType: 'DryRun' })
  expect(answer).toMatchObject({ StatusCode: 204, chunks: [] })
})

it('is refused before it begins', async () => {
  const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } })
  await expect(stream({}, { FunctionName: 'nobody' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arnOf('nobody')}:$LATEST`,
    ...status(404),
  })
  await expect(stream({}, { Payload: '{' })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    ...status(400),
  })
  await expect(stream({}, { Payload: `"${'x'.repeat(6_291_556)}"` })).rejects.toMatchObject({
    message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    ...status(413),
  })
})

it('has the whole of a stream in the answer of a buffered invocation', async () => {
  const invoke = (event: object) =>
    busbar.lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: JSON.stringify(event) }))
  const bytes = await invoke({ way: 'bytes' })
  expect(Buffer.from(bytes.Payload ?? [])).toEqual(Buffer.from([0xff, 0x00, 0xfe]))
  const late = await invoke({ way: 'late' })
  expect(late.FunctionError).toBe('Unhandled')
  expect(late.Payload?.transformToString()).toContain('too late')
  const large = await invoke({ way: 'large', chunks: 7, size: 1_000_000 })
  expect(large.Payload?.transformToString()).toContain('Function.ResponseSizeTooLarge')
})
