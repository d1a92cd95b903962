import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  InvokeAsyncCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  PublishVersionCommand,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { arnOf, createFunction, recordedBy, zipOf } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

/** Answers and records which version it is, and how it was called. */
const source = (name: string) => `
  export const handler = async (event, context) => {
    const answer = {
      name: '${name}',
      version: context.functionVersion,
      variable: process.env.AWS_LAMBDA_FUNCTION_VERSION,
      arn: context.invokedFunctionArn,
    }
    console.log('EVENT ' + JSON.stringify(answer))
    return answer
  }`
const FunctionName = 'f'
const live = `${arnOf('f')}:live`

let busbar: Busbar
let lambda: Busbar['lambda']
beforeAll(async () => {
  busbar = await startBusbar()
  lambda = busbar.lambda
})
beforeEach(async () => {
  await fetch(`${busbar.url}/_busbar/reset`, { method: 'POST' })
  await createFunction(lambda, 'f', source('one'))
})
afterAll(() => busbar[Symbol.asyncDispose]())

const publish = () => lambda.send(new PublishVersionCommand({ FunctionName }))
const deploy = (name: string) =>
  lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName,
      ZipFile: zipOf({ 'index.mjs': source(name) }),
    }),
  )
const alias = (FunctionVersion: string, weights?: Record<string, number>) =>
  lambda.send(
    new CreateAliasCommand({
      FunctionName,
      Name: 'live',
      FunctionVersion,
      ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    }),
  )
async function invoke(name: string, Qualifier?: string) {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: name, Qualifier }))
  return {
    executed: answer.ExecutedVersion,
    ...JSON.parse(String(answer.Payload?.transformToString())),
  }
}

it('runs each version as it was published, and an alias as the version it points to', async () => {
  await publish()
  await deploy('two')
  await publish()
  await deploy('three')
  await alias('1')
  const as = (name: string, version: string, arn: string) => ({
    executed: version,
    name,
    version,
    variable: version,
    arn,
  })
  expect(await invoke('f')).toEqual(as('three', '$LATEST', arnOf('f')))
  expect(await invoke('f:1')).toEqual(as('one', '1', `${arnOf('f')}:1`))
  expect(await invoke(arnOf('f'), '2')).toEqual(as('two', '2', `${arnOf('f')}:2`))
  expect(await invoke(live)).toEqual(as('one', '1', live))
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }))
  expect(await invoke('f', 'live')).toEqual(as('two', '2', live))
})

it('shares the invocations of an alias between two versions', async () => {
  await publish()
  await deploy('two')
  await publish()
  await alias('1', { '2': 0.5 })
  const executed = new Set<string>()
  // With a half each, not to have seen both after so many draws is less likely than a broken machine.
  for (let n = 0; n < 100 && executed.size < 2; n++) executed.add((await invoke('f:live')).executed)
  expect(executed).toEqual(new Set(['1', '2']))
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName,
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { '2': 1 } },
    }),
  )
  for (let n = 0; n < 5; n++) expect((await invoke('f:live')).executed).toBe('2')
})

it('satisfies what waits for functions and versions', async () => {
  const wait = { client: lambda, maxWaitTime: 10 }
  await waitUntilFunctionActiveV2(wait, { FunctionName })
  await deploy('two')
  await waitUntilFunctionUpdatedV2(wait, { FunctionName })
  await publish()
  await waitUntilPublishedVersionActive(wait, { FunctionName, Qualifier: '1' })
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'f:1' }))
  expect(Configuration).toMatchObject({ Version: '1', State: 'Active' })
})

it('runs asynchronous invocations on what was named, in every way to ask for one', async () => {
  await publish()
  await deploy('two')
  await alias('1')
  await lambda.send(new InvokeCommand({ FunctionName, Qualifier: 'live', InvocationType: 'Event' }))
  const old = await lambda.send(new InvokeAsyncCommand({ FunctionName: 'f:1', InvokeArgs: '{}' }))
  expect(old).toMatchObject({ Status: 202, $metadata: { httpStatusCode: 202 } })
  await busbar.settle()
  const answers = await recordedBy(busbar, 'f')
  const one = { name: 'one', version: '1' }
  expect(answers).toHaveLength(2)
  expect(answers).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...one, arn: live }),
      expect.objectContaining({ ...one, arn: `${arnOf('f')}:1` }),
    ]),
  )
})

it('runs the alias that a rule has as its target, and says what AWS would refuse', async () => {
  await publish()
  await deploy('two')
  await alias('1')
  const { RuleArn } = await busbar.events.send(
    new PutRuleCommand({ Name: 'paid', EventPattern: '{"source":["shop"]}' }),
  )
  await busbar.events.send(
    new PutTargetsCommand({ Rule: 'paid', Targets: [{ Id: '1', Arn: live }] }),
  )
  const entry = { Source: 'shop', DetailType: 'Paid', Detail: '{}' }
  await busbar.events.send(new PutEventsCommand({ Entries: [entry] }))
  await busbar.settle()
  expect(await recordedBy(busbar, 'f')).toEqual([
    { name: 'one', version: '1', variable: '1', arn: live },
  ])

  const mend = expect.stringMatching(/^aws lambda add-permission .* --qualifier live /)
  const finding = expect.objectContaining({ rule: RuleArn, target: { id: '1', arn: live }, mend })
  expect(await busbar.admin('doctor')).toEqual({ findings: [finding] })
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      Qualifier: 'live',
      StatementId: 'paid',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  )
  expect(await busbar.admin('doctor')).toEqual({ findings: [] })
})

it('deletes versions that no alias leads to, and everything with the function', async () => {
  await publish()
  await deploy('two')
  await publish()
  await alias('1')
  const remove = (Qualifier: string) =>
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }))
  await expect(remove('1')).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: 'Unable to delete version because the following aliases reference it: [live]',
    $metadata: { httpStatusCode: 409 },
  })
  for (const version of ['2', '2', '77']) {
    expect((await remove(version)).$metadata.httpStatusCode).toBe(204)
  }
  const deleteAlias = new DeleteAliasCommand({ FunctionName, Name: 'live' })
  for (let n = 0; n < 2; n++) {
    expect((await lambda.send(deleteAlias)).$metadata.httpStatusCode).toBe(204)
  }
  await expect(
    lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Cannot find alias arn: ${live}`,
  })

  await lambda.send(new DeleteFunctionCommand({ FunctionName }))
  await expect(invoke('f:1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await createFunction(lambda, 'f', source('new'))
  expect(await publish()).toMatchObject({ Version: '3' })
})

it('lists versions and aliases page by page', async () => {
  for (let n = 0; n < 3; n++) {
    await deploy(`v${n}`)
    await publish()
  }
  await alias('3')
  const pages: (string | undefined)[][] = []
  const paginated = paginateListVersionsByFunction(
    { client: lambda, pageSize: 2 },
    { FunctionName },
  )
  for await (const { Versions = [] } of paginated) pages.push(Versions.map((one) => one.Version))
  expect(pages).toEqual([
    ['$LATEST', '1'],
    ['2', '3'],
  ])
  const { Aliases } = await lambda.send(new ListAliasesCommand({ FunctionName, MaxItems: 1 }))
  expect(Aliases).toMatchObject([{ AliasArn: live, FunctionVersion: '3' }])
})

it('lets another account in as the policy of an alias allows', async () => {
  const client = new LambdaClient(busbar.clientConfig('999988887777'))
  const theirs = () => client.send(new InvokeCommand({ FunctionName: live }))
  await publish()
  await alias('1')
  await expect(theirs()).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:iam::999988887777:root is not authorized to perform: lambda:InvokeFunction on resource: ${live} because no resource-based policy allows the lambda:InvokeFunction action`,
    $metadata: { httpStatusCode: 403 },
  })
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: live,
      StatementId: 'other',
      Action: 'lambda:InvokeFunction',
      Principal: '999988887777',
    }),
  )
  expect(await theirs()).toMatchObject({ ExecutedVersion: '1' })
  client.destroy()
})
