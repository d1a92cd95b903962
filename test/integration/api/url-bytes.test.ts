import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  type Runtime,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { zipOf } from '../../support/functions.ts'
import { type RawOptions, rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, type Busbar, startBusbar } from '../../support/start-busbar.ts'

const BYTES = Buffer.from([0xff, 0x00, 0xfe, 0x0a])

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
afterAll(() => busbar[Symbol.asyncDispose]())

/** A function that everybody may call. @returns what calls it. */
async function aCaller(
  FunctionName: string,
  Runtime: Runtime,
  files: Record<string, string>,
  InvokeMode: 'BUFFERED' | 'RESPONSE_STREAM' = 'BUFFERED',
) {
  const { lambda } = busbar
  const code = { Handler: 'index.handler', Code: { ZipFile: zipOf(files) } }
  const Role = `arn:aws:iam::${ACCOUNT}:role/test`
  await lambda.send(new CreateFunctionCommand({ FunctionName, Runtime, Role, ...code }))
  const config = { FunctionName, AuthType: 'NONE' as const, InvokeMode }
  const { FunctionUrl = '' } = await lambda.send(new CreateFunctionUrlConfigCommand(config))
  const permission = { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', Principal: '*' }
  await lambda.send(
    new AddPermissionCommand({ FunctionName, ...permission, FunctionUrlAuthType: 'NONE' }),
  )
  const { host } = new URL(FunctionUrl)
  return (options: RawOptions) =>
    rawRequest(busbar.url, { method: 'POST', ...options, headers: { host, ...options.headers } })
}

describe('bytes at a function URL', () => {
  let call: Awaited<ReturnType<typeof aCaller>>
  beforeAll(async () => {
    call = await aCaller('echo', 'nodejs22.x', {
      'index.mjs': `export const handler = async ({ body, isBase64Encoded, headers }) => ({
        statusCode: 200,
        headers: { 'content-type': headers['x-answer'] ?? 'image/png', 'x-base64': isBase64Encoded },
        body,
        isBase64Encoded,
      })`,
    })
  })

  it.each([
    'application/octet-stream',
    'image/png',
    'multipart/form-data; boundary=x',
    // Whatever they call themselves: they are no text.
    'text/plain',
    'application/json; charset=utf-8',
  ])('come in base64, and leave as they came: %s', async (type) => {
    const answer = await call({ headers: { 'content-type': type }, body: BYTES })
    expect(answer.headers).toMatchObject({ 'x-base64': 'true', 'content-length': '4' })
    expect(answer.bytes).toEqual(BYTES)
  })

  it('may be of any length, and of none', async () => {
    const every = Buffer.from(Array.from({ length: 100_003 }, (_, at) => at % 256))
    const headers = { 'content-type': 'application/octet-stream' }
    expect((await call({ headers, body: every })).bytes).toEqual(every)
    const none = await call({ headers, body: Buffer.alloc(0) })
    expect(none.headers).toMatchObject({ 'x-base64': 'false', 'content-length': '0' })
  })

  it('that are text stay text, to the last byte', async () => {
    const body = Buffer.from('\ufeff{"a":"ø\u2028"}\r\n')
    const answer = await call({ headers: { 'content-type': 'application/json' }, body })
    expect(answer.headers).toMatchObject({ 'x-base64': 'false' })
    expect(answer.bytes).toEqual(body)
  })

  it.runIf(HAS_PYTHON)('may be what a function returns, where nothing is inferred', async () => {
    const files = {
      'index.py': `def handler(event, context):\n    return bytes(${`[${[...BYTES]}]`})\n`,
    }
    const bytes = await aCaller('bytes', 'python3.13', files, 'RESPONSE_STREAM')
    expect((await bytes({})).bytes).toEqual(BYTES)
  })
})
