import {
  CreateAliasCommand,
  CreateCodeSigningConfigCommand,
  CreateFunctionUrlConfigCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionCodeSigningConfigCommand,
  PutFunctionEventInvokeConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  paginateListAliases,
  paginateListCodeSigningConfigs,
  paginateListFunctionEventInvokeConfigs,
  paginateListFunctions,
  paginateListFunctionsByCodeSigningConfig,
  paginateListFunctionUrlConfigs,
  paginateListLayers,
  paginateListLayerVersions,
  paginateListProvisionedConcurrencyConfigs,
  paginateListVersionsByFunction,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActive,
  waitUntilFunctionActiveV2,
  waitUntilFunctionExists,
  waitUntilFunctionUpdated,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFunction, RECORDER, zipOf } from '../../support/functions.ts'
import { canRun, run } from '../../support/run-command.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const FunctionName = 'f'
const LayerName = 'layer'
const NAMED = { FunctionName }

let busbar: Busbar
let CodeSigningConfigArn = ''

/** Two of everything that can be listed. */
beforeAll(async () => {
  busbar = await startBusbar()
  const { lambda } = busbar
  for (const name of [FunctionName, 'g']) await createFunction(lambda, name, RECORDER)
  for (const [version, alias] of [
    ['1', 'blue'],
    ['2', 'green'],
  ] as const) {
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...NAMED, Description: version }))
    await lambda.send(new PublishVersionCommand(NAMED))
    const of = { ...NAMED, Qualifier: alias }
    const named = { ...NAMED, Name: alias, FunctionVersion: version }
    await lambda.send(new CreateAliasCommand(named))
    await lambda.send(new CreateFunctionUrlConfigCommand({ ...of, AuthType: 'NONE' }))
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ ...of, MaximumRetryAttempts: 0 }))
    const one = { ...of, ProvisionedConcurrentExecutions: 1 }
    await lambda.send(new PutProvisionedConcurrencyConfigCommand(one))
    const ZipFile = zipOf({ 'nodejs/a.js': version })
    for (const name of [LayerName, alias]) {
      const content = { LayerName: name, Content: { ZipFile } }
      await lambda.send(new PublishLayerVersionCommand(content))
    }
    const created = await lambda.send(
      new CreateCodeSigningConfigCommand({
        AllowedPublishers: {
          SigningProfileVersionArns: [
            `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/p/abcdefghij`,
          ],
        },
      }),
    )
    CodeSigningConfigArn = created.CodeSigningConfig?.CodeSigningConfigArn ?? ''
  }
  for (const name of [FunctionName, 'g']) {
    const signed = { FunctionName: name, CodeSigningConfigArn }
    await lambda.send(new PutFunctionCodeSigningConfigCommand(signed))
  }
  await busbar.settle()
})
afterAll(() => busbar[Symbol.asyncDispose]())

/** How many items each page of each list has, when a page has one. */
const SIZES = {
  ListAliases: [1, 1],
  ListCodeSigningConfigs: [1, 1],
  ListFunctionEventInvokeConfigs: [1, 1],
  ListFunctionUrlConfigs: [1, 1],
  ListFunctions: [1, 1],
  ListFunctionsByCodeSigningConfig: [1, 1],
  ListLayerVersions: [1, 1],
  ListLayers: [1, 1, 1],
  ListProvisionedConcurrencyConfigs: [1, 1],
  ListVersionsByFunction: [1, 1, 1],
}

// A paginator writes its markers into its input, so each gets one of its own.
const paging = () => ({ client: busbar.lambda, pageSize: 1 })

it.each<[keyof typeof SIZES, () => AsyncIterable<object>, string]>([
  ['ListAliases', () => paginateListAliases(paging(), { ...NAMED }), 'Aliases'],
  [
    'ListCodeSigningConfigs',
    () => paginateListCodeSigningConfigs(paging(), {}),
    'CodeSigningConfigs',
  ],
  [
    'ListFunctionEventInvokeConfigs',
    () => paginateListFunctionEventInvokeConfigs(paging(), { ...NAMED }),
    'FunctionEventInvokeConfigs',
  ],
  [
    'ListFunctionUrlConfigs',
    () => paginateListFunctionUrlConfigs(paging(), { ...NAMED }),
    'FunctionUrlConfigs',
  ],
  ['ListFunctions', () => paginateListFunctions(paging(), {}), 'Functions'],
  [
    'ListFunctionsByCodeSigningConfig',
    () => paginateListFunctionsByCodeSigningConfig(paging(), { CodeSigningConfigArn }),
    'FunctionArns',
  ],
  ['ListLayerVersions', () => paginateListLayerVersions(paging(), { LayerName }), 'LayerVersions'],
  ['ListLayers', () => paginateListLayers(paging(), {}), 'Layers'],
  [
    'ListProvisionedConcurrencyConfigs',
    () => paginateListProvisionedConcurrencyConfigs(paging(), { ...NAMED }),
    'ProvisionedConcurrencyConfigs',
  ],
  [
    'ListVersionsByFunction',
    () => paginateListVersionsByFunction(paging(), { ...NAMED }),
    'Versions',
  ],
])('%s goes through its pages with the SDK for JavaScript', async (name, pages, member) => {
  const items: unknown[][] = []
  for await (const page of pages()) {
    items.push((page as Record<string, unknown[] | undefined>)[member] ?? [])
  }
  expect(items.map((page) => page.length)).toEqual(SIZES[name])
  const shown = items.flat().map((item) => JSON.stringify(item))
  expect(new Set(shown).size).toBe(shown.length)
})

it.each([
  ['function-exists', waitUntilFunctionExists],
  ['function-active', waitUntilFunctionActive],
  ['function-active-v2', waitUntilFunctionActiveV2],
  ['function-updated', waitUntilFunctionUpdated],
  ['function-updated-v2', waitUntilFunctionUpdatedV2],
  ['published-version-active', waitUntilPublishedVersionActive],
])('%s is satisfied', async (_name, wait) => {
  const input = wait === waitUntilPublishedVersionActive ? { ...NAMED, Qualifier: '2' } : NAMED
  const { state } = await wait({ client: busbar.lambda, maxWaitTime: 10 }, input)
  expect(state).toBe('SUCCESS')
})

const hasBoto3 = canRun('python3', ['-c', 'import boto3'])

it.skipIf(!hasBoto3)(
  'every paginator and waiter of boto3 works (skipped without python3 and boto3)',
  async () => {
    const script = 'test/fixtures/clients/pages_and_waiters.py'
    const facts = [busbar.url, REGION, ACCOUNT, FunctionName, LayerName, CodeSigningConfigArn]
    const printed: unknown = JSON.parse(await run('python3', [script, ...facts]))
    expect(printed).toMatchObject({
      pages: SIZES,
      waiters: expect.arrayContaining(['function_active_v2', 'published_version_active']),
      // Of operations that busbar does not have.
      unlisted: expect.not.arrayContaining(Object.keys(SIZES)),
    })
  },
  60_000,
)
