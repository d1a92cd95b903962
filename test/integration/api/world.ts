import { allOperations } from '../../../src/operations/all-operations.ts'
import { loadAll } from '../../../src/operations/listed-operation.ts'
import type { Operation } from '../../../src/operations/operation.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'
import { exchange, toRequest } from './send-operation.ts'
import { VALID_INPUTS, ZIP } from './valid-inputs.ts'

type Members = Readonly<Record<string, unknown>>
type Step = readonly [key: string, input: Members]

/** A server with what the valid inputs are about. */
export type World = AsyncDisposable & {
  readonly busbar: Busbar
  /** An input that succeeds here. @param key - service and operation, as in `events.PutRule`. */
  validInput(key: string): Members
  /** @returns the answer's body. @throws when the operation fails. */
  mustSucceed(key: string, input: Members): Promise<unknown>
  /** Everything that there is to see. */
  everything(): Promise<unknown[]>
}

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  (await loadAll(allOperations)).map((one) => [`${one.service}.${one.name}`, one]),
)

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const group = { logGroupName: '/aws/lambda/f' }

const STEPS: readonly Step[] = [
  ['events.CreateEventBus', { Name: 'b' }],
  ['events.PutRule', { Name: 'r', EventPattern: '{"source":["nobody"]}' }],
  ['events.PutTargets', { Rule: 'r', Targets: [{ Id: '0', Arn: FUNCTION_ARN }] }],
  [
    'lambda.CreateFunction',
    {
      FunctionName: 'f',
      Code: { ZipFile: ZIP },
      Role: 'arn:aws:iam::000000000000:role/r',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
    },
  ],
  [
    'lambda.AddPermission',
    { FunctionName: 'f', StatementId: 'old', Action: 'lambda:*', Principal: '*' },
  ],
  ['lambda.PublishVersion', { FunctionName: 'f' }],
  ['lambda.UpdateFunctionCode', { FunctionName: 'f', ZipFile: ZIP, Publish: true }],
  ['lambda.CreateAlias', { FunctionName: 'f', Name: 'a', FunctionVersion: '1' }],
  ['lambda.PublishLayerVersion', { LayerName: 'l', Content: { ZipFile: ZIP } }],
  ['lambda.CreateAlias', { FunctionName: 'f', Name: 'b', FunctionVersion: '1' }],
  [
    'lambda.CreateFunctionUrlConfig',
    { FunctionName: 'f', Qualifier: 'a', AuthType: 'NONE', Cors: { MaxAge: 1 } },
  ],
  [
    'lambda.PutProvisionedConcurrencyConfig',
    { FunctionName: 'f', Qualifier: '2', ProvisionedConcurrentExecutions: 1 },
  ],
  ['lambda.Invoke', { FunctionName: 'f' }],
  ['logs.CreateLogGroup', { logGroupName: 'g' }],
]

const WITH_SIGNING = new Set(
  ['Get', 'Update', 'Delete']
    .map((verb) => `lambda.${verb}CodeSigningConfig`)
    .concat('lambda.PutFunctionCodeSigningConfig', 'lambda.ListFunctionsByCodeSigningConfig'),
)

const VIEWS: readonly Step[] = [
  ['events.ListEventBuses', {}],
  ['events.ListRules', {}],
  ['events.ListRules', { EventBusName: 'b' }],
  ['events.ListTargetsByRule', { Rule: 'r' }],
  ['events.ListTagsForResource', VALID_INPUTS['events.ListTagsForResource'] ?? {}],
  ['lambda.ListFunctions', {}],
  ['lambda.ListVersionsByFunction', { FunctionName: 'f' }],
  ['lambda.ListAliases', { FunctionName: 'f' }],
  ['lambda.ListFunctionUrlConfigs', { FunctionName: 'f' }],
  ['lambda.ListFunctionEventInvokeConfigs', { FunctionName: 'f' }],
  ['lambda.GetFunctionConcurrency', { FunctionName: 'f' }],
  ['lambda.ListProvisionedConcurrencyConfigs', { FunctionName: 'f' }],
  ['lambda.ListCodeSigningConfigs', {}],
  ['lambda.ListLayerVersions', { LayerName: 'l' }],
  ['lambda.GetPolicy', { FunctionName: 'f' }],
  ['lambda.ListTags', { Resource: FUNCTION_ARN }],
  ['logs.DescribeLogGroups', {}],
  // An invocation leaves lines here.
  ['logs.FilterLogEvents', group],
]

export async function startWorld(): Promise<World> {
  const busbar = await startBusbar()

  async function mustSucceed(key: string, input: Members): Promise<unknown> {
    const { status, text } = await exchange(busbar.url, toRequest(operationOf(key), input))
    if (status >= 300) throw new Error(`${key} failed: ${text}`)
    return text.startsWith('{') ? JSON.parse(text) : undefined
  }

  for (const [key, input] of STEPS) await mustSucceed(key, input)
  // What is provisioned is there, and changes no more.
  await busbar.settle()
  const streams = (await mustSucceed('logs.DescribeLogStreams', group)) as {
    logStreams: { logStreamName: string }[]
  }
  const logStreamName = streams.logStreams[0]?.logStreamName
  const signing = VALID_INPUTS['lambda.CreateCodeSigningConfig'] ?? {}
  const { CodeSigningConfig } = (await mustSucceed('lambda.CreateCodeSigningConfig', signing)) as {
    CodeSigningConfig: { CodeSigningConfigArn: string }
  }
  const { CodeSigningConfigArn } = CodeSigningConfig

  return {
    busbar,
    mustSucceed,
    validInput: (key) => ({
      ...(WITH_SIGNING.has(key) && { CodeSigningConfigArn }),
      ...(key === 'logs.GetLogEvents' && { logStreamName }),
      ...VALID_INPUTS[key],
    }),
    async everything() {
      const seen: unknown[] = [await busbar.admin('events')]
      for (const [key, input] of VIEWS) seen.push(await mustSucceed(key, input))
      return seen
    },
    [Symbol.asyncDispose]: () => busbar[Symbol.asyncDispose](),
  }
}

export function operationOf(key: string): Operation {
  const operation = OPERATIONS.get(key)
  if (operation === undefined) throw new Error(`There is no operation ${key}.`)
  return operation
}
