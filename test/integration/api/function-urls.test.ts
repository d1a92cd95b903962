import {
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { arnOf, createFunction } from '../../support/functions.ts'
import { type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const SOURCE = 'export const handler = async () => 1'

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
  await createFunction(busbar.lambda, 'f', SOURCE)
  await busbar.lambda.send(new PublishVersionCommand({ FunctionName: 'f' }))
  for (const Name of ['live', 'next']) {
    const alias = { FunctionName: 'f', Name, FunctionVersion: '1' }
    await busbar.lambda.send(new CreateAliasCommand(alias))
  }
})
afterAll(() => busbar[Symbol.asyncDispose]())

const FunctionName = 'f'
const create = (change: object = {}) =>
  busbar.lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', ...change }),
  )
const get = (Qualifier?: string) =>
  busbar.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier }))
const remove = (Qualifier?: string) =>
  busbar.lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName, Qualifier }))
const list = (change: object = {}) =>
  busbar.lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName, ...change }))
const update = (change: object) =>
  busbar.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, ...change }))

const Cors = {
  AllowCredentials: true,
  AllowHeaders: ['x-a'],
  AllowMethods: ['GET'],
  AllowOrigins: ['https://example.com'],
  ExposeHeaders: ['x-b'],
  MaxAge: 60,
}

it('gives a function an address, and says the mode once it is asked for', async () => {
  const created = await create()
  const { port } = new URL(busbar.url)
  expect(created).toMatchObject({ FunctionArn: arnOf('f'), AuthType: 'NONE' })
  expect(created.FunctionUrl).toMatch(
    new RegExp(`^http://[a-z0-9]{32}\\.lambda-url\\.${REGION}\\.localhost:${port}/$`),
  )
  expect(created.CreationTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(created).not.toHaveProperty('InvokeMode')
  expect(created).not.toHaveProperty('LastModifiedTime')

  const found = await get()
  const { FunctionUrl, CreationTime } = created
  expect(found).toMatchObject({ FunctionUrl, CreationTime, InvokeMode: 'BUFFERED' })
  expect(found.LastModifiedTime).toBe(CreationTime)
  expect(found).not.toHaveProperty('Cors')
  await remove()
})

it('gives an alias an address of its own, which goes with the alias', async () => {
  const own = await create()
  const settings = { Qualifier: 'live', AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM', Cors }
  const created = await create(settings)
  expect(created).toMatchObject({
    FunctionArn: `${arnOf('f')}:live`,
    AuthType: 'AWS_IAM',
    InvokeMode: 'RESPONSE_STREAM',
    Cors,
  })
  expect(created.FunctionUrl).not.toBe(own.FunctionUrl)

  await busbar.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }))
  await expect(get('live')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect((await list()).FunctionUrlConfigs).toHaveLength(1)
  await busbar.lambda.send(
    new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }),
  )
  await expect(get('live')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await remove()
})

it('changes what is given and keeps the rest', async () => {
  const { FunctionUrl, CreationTime } = await create({ Cors })
  await busbar.advance(1)
  const changed = await update({ InvokeMode: 'RESPONSE_STREAM' })
  expect(changed).toMatchObject({
    FunctionUrl,
    CreationTime,
    AuthType: 'NONE',
    Cors,
    InvokeMode: 'RESPONSE_STREAM',
  })
  expect(changed.LastModifiedTime).not.toBe(CreationTime)
  const replaced = await update({ Cors: { AllowOrigins: ['*'] }, AuthType: 'AWS_IAM' })
  expect(replaced).toMatchObject({ AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' })
  expect(replaced.Cors).toEqual({ AllowOrigins: ['*'] })
  expect(await get()).toMatchObject({ Cors: { AllowOrigins: ['*'] }, FunctionUrl })
  await remove()
})

it('lists the addresses of a function and its aliases, a page at a time', async () => {
  await create()
  for (const Qualifier of ['next', 'live']) await create({ Qualifier })
  const first = await list({ MaxItems: 2 })
  const second = await list({ MaxItems: 2, Marker: first.NextMarker })
  const arns = [first, second].map(({ FunctionUrlConfigs = [] }) =>
    FunctionUrlConfigs.map(({ FunctionArn }) => FunctionArn),
  )
  expect(arns).toEqual([[arnOf('f'), `${arnOf('f')}:live`], [`${arnOf('f')}:next`]])
  expect(second.NextMarker).toBeUndefined()
  const one = await list({ MaxItems: 1 })
  const rest = await list({ Marker: one.NextMarker })
  expect(rest.FunctionUrlConfigs).toHaveLength(2)
  for (const Qualifier of [undefined, 'live', 'next']) await remove(Qualifier)
  expect((await list()).FunctionUrlConfigs).toEqual([])
})

it('forgets the address with its function', async () => {
  await createFunction(busbar.lambda, 'brief', SOURCE)
  const brief = { FunctionName: 'brief' }
  await create(brief)
  await busbar.lambda.send(new DeleteFunctionCommand(brief))
  await createFunction(busbar.lambda, 'brief', SOURCE)
  await expect(busbar.lambda.send(new GetFunctionUrlConfigCommand(brief))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

const NOT_THERE = 'The resource you requested does not exist.'
const NO_FUNCTION = 'Function does not exist'
const PATTERN = '((?!^\\d+$)^[0-9a-zA-Z-_]+$)'
const noVersion = (version: string) =>
  `1 validation error detected: Value '${version}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`

it.each<[string, () => Promise<unknown>, number, string, string]>([
  ['get of no URL', () => get(), 404, 'ResourceNotFoundException', NOT_THERE],
  ['get of no alias', () => get('no'), 404, 'ResourceNotFoundException', NOT_THERE],
  ['update of no URL', () => update({}), 404, 'ResourceNotFoundException', NOT_THERE],
  [
    'update for no alias',
    () => update({ Qualifier: 'no' }),
    404,
    'ResourceNotFoundException',
    NO_FUNCTION,
  ],
  [
    'update for no function',
    () => update({ FunctionName: 'no' }),
    404,
    'ResourceNotFoundException',
    NO_FUNCTION,
  ],
  ['delete of no URL', () => remove(), 404, 'ResourceNotFoundException', NOT_THERE],
  [
    'get of no function',
    () => busbar.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName: 'no' })),
    404,
    'ResourceNotFoundException',
    NOT_THERE,
  ],
  [
    'create for no function',
    () => create({ FunctionName: 'no' }),
    404,
    'ResourceNotFoundException',
    NO_FUNCTION,
  ],
  [
    'create for no alias',
    () => create({ Qualifier: 'no' }),
    404,
    'ResourceNotFoundException',
    NO_FUNCTION,
  ],
  [
    'list of no function',
    () => list({ FunctionName: 'no' }),
    404,
    'ResourceNotFoundException',
    NO_FUNCTION,
  ],
  [
    'create for a version',
    () => create({ Qualifier: '1' }),
    400,
    'ValidationException',
    noVersion('1'),
  ],
  [
    'create for $LATEST',
    () => create({ Qualifier: '$LATEST' }),
    400,
    'ValidationException',
    noVersion('$LATEST'),
  ],
  [
    'create for a version in the name',
    () => create({ FunctionName: 'f:1' }),
    400,
    'ValidationException',
    noVersion('1'),
  ],
])('refuses the %s', async (_what, call, status, name, message) => {
  await expect(call()).rejects.toMatchObject({
    name,
    message,
    $metadata: { httpStatusCode: status },
  })
})

it('refuses a second address', async () => {
  await create()
  await expect(create()).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: `Failed to create function url config for [functionArn = ${arnOf('f')}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    $metadata: { httpStatusCode: 409 },
  })
  await remove()
})
