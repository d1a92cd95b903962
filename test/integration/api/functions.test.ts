import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListTagsCommand,
  paginateListFunctions,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActive,
  waitUntilFunctionUpdated,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { arnOf, createFunction, zipOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, startBusbar } from '../../support/start-busbar.ts'

let busbar: Busbar
let lambda: Busbar['lambda']
beforeAll(async () => {
  busbar = await startBusbar()
  lambda = busbar.lambda
})
beforeEach(() => fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' }))
afterAll(() => busbar[Symbol.asyncDispose]())

const ZipFile = zipOf({ 'index.mjs': 'export const handler = async () => 1' })
const complete: CreateFunctionCommandInput = {
  FunctionName: 'f',
  Runtime: 'nodejs22.x',
  Role: `arn:aws:iam::${ACCOUNT}:role/r`,
  Handler: 'index.handler',
  Code: { ZipFile },
  Description: 'A function.',
  Timeout: 7,
  MemorySize: 256,
  Environment: { Variables: { STAGE: 'test' } },
  Architectures: ['arm64'],
  Tags: { team: 'a' },
}
const create = (change: Partial<CreateFunctionCommandInput> = {}) =>
  lambda.send(new CreateFunctionCommand({ ...complete, ...change }))
const read = (FunctionName = 'f') =>
  lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))

it('creates a function, which is pending at first and then active under another revision', async () => {
  const { Code: _, Tags: __, ...settings } = complete
  const created = await create()
  expect(created.$metadata.httpStatusCode).toBe(201)
  expect(created).toMatchObject({
    ...settings,
    FunctionArn: arnOf('f'),
    State: 'Pending',
    StateReasonCode: 'Creating',
    Version: '$LATEST',
    CodeSize: ZipFile.byteLength,
    PackageType: 'Zip',
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
  })
  expect(created.LastUpdateStatus).toBeUndefined()

  await waitUntilFunctionActive({ client: lambda, maxWaitTime: 10 }, { FunctionName: 'f' })
  const active = await read()
  expect(active).toMatchObject({ ...settings, State: 'Active', LastUpdateStatus: 'Successful' })
  expect(active.RevisionId).not.toBe(created.RevisionId)

  const { Tags, Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))
  expect(Tags).toEqual({ team: 'a' })
  expect(Configuration).toMatchObject({ RevisionId: active.RevisionId })
})

it('has the defaults of AWS', async () => {
  const { FunctionName, Runtime, Role, Handler, Code } = complete
  await lambda.send(new CreateFunctionCommand({ FunctionName, Runtime, Role, Handler, Code }))
  const configuration = await read()
  expect(configuration).toMatchObject({
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
  })
  expect(configuration.Environment).toBeUndefined()
})

it.each(['f', 'function:f', `${ACCOUNT}:function:f`, arnOf('f'), `${arnOf('f')}:$LATEST`])(
  'is found as %s',
  async (name) => {
    await create()
    expect(await read(name)).toMatchObject({
      FunctionName: 'f',
      FunctionArn: name.endsWith('$LATEST') ? `${arnOf('f')}:$LATEST` : arnOf('f'),
    })
  },
)

it('changes code and settings, in progress at first and then done', async () => {
  await create()
  const before = await read()
  const other = zipOf({ 'index.mjs': 'export const handler = async () => 2' })
  const code = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: other }),
  )
  expect(code).toMatchObject({ State: 'Active', LastUpdateStatus: 'InProgress' })
  expect(code.CodeSha256).not.toBe(before.CodeSha256)

  const settings = { Timeout: 9, MemorySize: 512, Environment: { Variables: {} } }
  const changed = await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'f', ...settings }),
  )
  expect(changed).toMatchObject({ ...settings, LastUpdateStatus: 'InProgress' })
  await waitUntilFunctionUpdated({ client: lambda, maxWaitTime: 10 }, { FunctionName: 'f' })
  expect(await read()).toMatchObject({
    ...settings,
    Description: 'A function.',
    CodeSha256: code.CodeSha256,
    LastUpdateStatus: 'Successful',
  })
})

it('changes nothing in a dry run', async () => {
  await create()
  const before = await read()
  const dry = { FunctionName: 'f', ZipFile: zipOf({ 'a.mjs': '' }), DryRun: true }
  await lambda.send(new UpdateFunctionCodeCommand(dry))
  const { $metadata: _, ...after } = await read()
  expect(before).toMatchObject(after)
})

it('changes nothing for who saw an older state', async () => {
  const { RevisionId } = await create()
  const stale = { FunctionName: 'f', RevisionId }
  const refusal = {
    name: 'PreconditionFailedException',
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  }
  await expect(
    lambda.send(new UpdateFunctionConfigurationCommand({ ...stale, Timeout: 1 })),
  ).rejects.toMatchObject(refusal)
  await expect(
    lambda.send(new UpdateFunctionCodeCommand({ ...stale, ZipFile })),
  ).rejects.toMatchObject(refusal)
})

it('deletes a function', async () => {
  await create()
  const { $metadata } = await lambda.send(new DeleteFunctionCommand({ FunctionName: 'f' }))
  expect($metadata.httpStatusCode).toBe(204)
  const notFound = {
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arnOf('f')}`,
    Type: 'User',
    $metadata: { httpStatusCode: 404 },
  }
  await expect(read()).rejects.toMatchObject(notFound)
  await expect(lambda.send(new DeleteFunctionCommand({ FunctionName: 'f' }))).rejects.toMatchObject(
    notFound,
  )
  await expect(
    lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile })),
  ).rejects.toMatchObject(notFound)
})

it('lists functions page by page, never more than fifty', async () => {
  const names = Array.from({ length: 51 }, (_, n) => `f${String(n).padStart(2, '0')}`)
  for (const name of names) await createFunction(lambda, name, '')
  const pagesOf = async (pageSize: number) => {
    const pages: (string | undefined)[][] = []
    for await (const { Functions = [] } of paginateListFunctions({ client: lambda, pageSize }, {}))
      pages.push(Functions.map(({ FunctionName }) => FunctionName))
    return pages
  }
  expect(await pagesOf(20)).toEqual([names.slice(0, 20), names.slice(20, 40), names.slice(40)])
  expect(await pagesOf(1_000)).toEqual([names.slice(0, 50), names.slice(50)])

  const all = paginateListFunctions({ client: lambda }, { FunctionVersion: 'ALL' })
  const { value } = await all.next()
  expect(value?.Functions?.[0]).toMatchObject({ FunctionArn: `${arnOf('f00')}:$LATEST` })
  expect(value?.Functions?.[0]?.State).toBeUndefined()
})

it('has tags', async () => {
  await create()
  const Resource = arnOf('f')
  await lambda.send(new TagResourceCommand({ Resource, Tags: { team: 'b', 'a key': 'ü=&' } }))
  const tags = async () => (await lambda.send(new ListTagsCommand({ Resource }))).Tags
  expect(await tags()).toEqual({ team: 'b', 'a key': 'ü=&' })
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['a key', 'none'] }))
  expect(await tags()).toEqual({ team: 'b' })
  await expect(
    lambda.send(new ListTagsCommand({ Resource: arnOf('nobody') })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arnOf('nobody')}`,
  })
})

it.each<[string, Partial<CreateFunctionCommandInput>, string, number, string]>([
  [
    'a name that is taken',
    { FunctionName: 'taken' },
    'ResourceConflictException',
    409,
    'Function already exist: taken',
  ],
  [
    'a name that is too long',
    { FunctionName: 'x'.repeat(65) },
    'InvalidParameterValueException',
    400,
    "at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64",
  ],
  [
    'a zip that is none',
    { Code: { ZipFile: Buffer.from('zip') } },
    'InvalidParameterValueException',
    400,
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  ],
  [
    'no code',
    { Code: {} },
    'InvalidParameterValueException',
    400,
    'Please provide a source for function code.',
  ],
  [
    'code in a bucket',
    { Code: { S3Bucket: 'bucket', S3Key: 'key' } },
    'ValidationException',
    400,
    'Parameter Code.S3Bucket is supported by busbar when BUSBAR_ENDPOINT_S3 says where S3 is.',
  ],
  [
    'no handler',
    { Handler: undefined },
    'InvalidParameterValueException',
    400,
    'Runtime and Handler are mandatory parameters',
  ],
  [
    'a runtime of AWS that does not run here',
    { Runtime: 'java21' },
    'ValidationException',
    400,
    'busbar does not run java21 functions yet.',
  ],
  [
    'a retired runtime',
    { Runtime: 'nodejs14.x' },
    'InvalidParameterValueException',
    400,
    'The runtime parameter of nodejs14.x is no longer supported',
  ],
  [
    'a role that is none',
    { Role: 'me' },
    'ValidationException',
    400,
    "1 validation error detected: Value 'me' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:",
  ],
  [
    'a time-out and memory out of bounds',
    { Timeout: 901, MemorySize: 127 },
    'ValidationException',
    400,
    "2 validation errors detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900; Value '127' at 'memorySize'",
  ],
  [
    'a reserved variable',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'InvalidParameterValueException',
    400,
    'Reserved keys used in this request: AWS_REGION',
  ],
  [
    'a dead-letter queue',
    { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:x:1:q' } },
    'ValidationException',
    400,
    "Parameter DeadLetterConfig.TargetArn is supported by busbar with AWS's default only.",
  ],
])('is refused with %s', async (_what, change, name, status, message) => {
  await createFunction(lambda, 'taken', '')
  await expect(create(change)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: status },
  })
  await expect(read()).rejects.toThrow('Function not found')
})

it.each<[string, string, string, string]>([
  [
    'another region',
    'arn:aws:lambda:us-west-2:111122223333:function:f',
    'ResourceNotFoundException',
    "Functions from 'us-west-2' are not reachable in this region ('eu-central-1')",
  ],
  [
    'another account',
    '999988887777:function:f',
    'AccessDeniedException',
    'is not authorized to perform: lambda:GetFunctionConfiguration on resource: arn:aws:lambda:eu-central-1:999988887777:function:f',
  ],
  ['a version', 'f:1', 'ResourceNotFoundException', `Function not found: ${arnOf('f')}:1`],
])('is not found in %s', async (_where, functionName, name, message) => {
  await create()
  await expect(read(functionName)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  })
})
