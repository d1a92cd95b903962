import type { IncomingHttpHeaders } from 'node:http'
import { eventTooLarge, INVOKE_TOO_LARGE } from '../domain/payload-limits.ts'

/**
 * Where each operation of Lambda's REST API lives and which members travel outside the JSON body.
 *
 * Source: the service model 2015-03-31, all 88 operations, so that one which busbar does not have can be
 * named in its error. One deviation: the model says 200 for DeleteFunction, AWS answers 204.
 */
export type LambdaRoute = {
  readonly operation: string
  readonly method: string
  /** `{Name}` stands for a label; everything else is literal. */
  readonly segments: readonly string[]
  readonly status: number
  /** A query parameter that selects this operation where two share a path. */
  readonly when?: readonly [name: string, value: string]
  /** Members bound to the query, by their wire names. */
  readonly query?: readonly string[]
  /** Members bound to headers: the header in lower case, then the member. */
  readonly headers?: Readonly<Record<string, string>>
  /** The member that is the raw body. */
  readonly payload?: string
  /** What to say about a body over the operation's limit, where AWS prints other numbers or names. */
  readonly tooLarge?: (headers: IncomingHttpHeaders) => string
  readonly output?: OutputBinding
}

export type OutputBinding = {
  /** The member that overrides the status. */
  readonly status?: string
  /** Members bound to headers: the header, then the member. */
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: string
  /** The member that is a stream of events. */
  readonly events?: string
}

/** What a request for an operation is told that busbar does not have. */
export function unsupportedText(operation: string): string {
  return `busbar does not support the Lambda operation ${operation} yet.`
}

type Options = Omit<LambdaRoute, 'operation' | 'method' | 'segments' | 'status'>

const PAGE = ['Marker', 'MaxItems']

const STREAM_HEADERS = {
  'x-amz-invocation-type': 'InvocationType',
  'x-amz-log-type': 'LogType',
  'x-amz-client-context': 'ClientContext',
  'x-amz-tenant-id': 'TenantId',
}

const INVOKE_HEADERS = {
  ...STREAM_HEADERS,
  'x-amz-durable-execution-name': 'DurableExecutionName',
}

const INVOKE_ANSWER_HEADERS = {
  'X-Amz-Function-Error': 'FunctionError',
  'X-Amz-Log-Result': 'LogResult',
  'X-Amz-Executed-Version': 'ExecutedVersion',
}

/** The limit of an asynchronous call is far below, so it is the one that counts. */
function invokeTooLarge(headers: IncomingHttpHeaders): string {
  const bytes = Number(headers['content-length'])
  const isEvent = headers['x-amz-invocation-type'] === 'Event'
  return isEvent && bytes > 0 ? eventTooLarge(bytes) : INVOKE_TOO_LARGE
}

// biome-ignore format: a table reads best with one row per operation.
export const LAMBDA_ROUTES: readonly LambdaRoute[] = [
  route('AddLayerVersionPermission', 'POST /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy', 201, { query: ['RevisionId'] }),
  route('AddPermission', 'POST /2015-03-31/functions/{FunctionName}/policy', 201, { query: ['Qualifier'] }),
  route('CreateAlias', 'POST /2015-03-31/functions/{FunctionName}/aliases', 201),
  route('CreateCodeSigningConfig', 'POST /2020-04-22/code-signing-configs', 201),
  route('CreateEventSourceMapping', 'POST /2015-03-31/event-source-mappings', 202),
  route('CreateFunction', 'POST /2015-03-31/functions', 201),
  route('CreateFunctionUrlConfig', 'POST /2021-10-31/functions/{FunctionName}/url', 201, { query: ['Qualifier'] }),
  route('DeleteAlias', 'DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}', 204),
  route('DeleteCodeSigningConfig', 'DELETE /2020-04-22/code-signing-configs/{CodeSigningConfigArn}', 204),
  route('DeleteEventSourceMapping', 'DELETE /2015-03-31/event-source-mappings/{UUID}', 202),
  route('DeleteFunction', 'DELETE /2015-03-31/functions/{FunctionName}', 204, { query: ['Qualifier'], output: { status: 'StatusCode' } }),
  route('DeleteFunctionCodeSigningConfig', 'DELETE /2020-06-30/functions/{FunctionName}/code-signing-config', 204),
  route('DeleteFunctionConcurrency', 'DELETE /2017-10-31/functions/{FunctionName}/concurrency', 204),
  route('DeleteFunctionEventInvokeConfig', 'DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config', 204, { query: ['Qualifier'] }),
  route('DeleteFunctionUrlConfig', 'DELETE /2021-10-31/functions/{FunctionName}/url', 204, { query: ['Qualifier'] }),
  route('DeleteLayerVersion', 'DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}', 204),
  route('DeleteProvisionedConcurrencyConfig', 'DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency', 204, { query: ['Qualifier'] }),
  route('GetAccountSettings', 'GET /2016-08-19/account-settings', 200),
  route('GetAlias', 'GET /2015-03-31/functions/{FunctionName}/aliases/{Name}', 200),
  route('GetCodeSigningConfig', 'GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}', 200),
  route('GetEventSourceMapping', 'GET /2015-03-31/event-source-mappings/{UUID}', 200),
  route('GetFunction', 'GET /2015-03-31/functions/{FunctionName}', 200, { query: ['Qualifier'] }),
  route('GetFunctionCodeSigningConfig', 'GET /2020-06-30/functions/{FunctionName}/code-signing-config', 200),
  route('GetFunctionConcurrency', 'GET /2019-09-30/functions/{FunctionName}/concurrency', 200),
  route('GetFunctionConfiguration', 'GET /2015-03-31/functions/{FunctionName}/configuration', 200, { query: ['Qualifier'] }),
  route('GetFunctionEventInvokeConfig', 'GET /2019-09-25/functions/{FunctionName}/event-invoke-config', 200, { query: ['Qualifier'] }),
  route('GetFunctionRecursionConfig', 'GET /2024-08-31/functions/{FunctionName}/recursion-config', 200),
  route('GetFunctionUrlConfig', 'GET /2021-10-31/functions/{FunctionName}/url', 200, { query: ['Qualifier'] }),
  route('GetLayerVersion', 'GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}', 200),
  route('GetLayerVersionByArn', 'GET /2018-10-31/layers', 200, { when: ['find', 'LayerVersion'], query: ['Arn'] }),
  route('GetLayerVersionPolicy', 'GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy', 200),
  route('GetPolicy', 'GET /2015-03-31/functions/{FunctionName}/policy', 200, { query: ['Qualifier'] }),
  route('GetProvisionedConcurrencyConfig', 'GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency', 200, { query: ['Qualifier'] }),
  route('GetRuntimeManagementConfig', 'GET /2021-07-20/functions/{FunctionName}/runtime-management-config', 200, { query: ['Qualifier'] }),
  route('Invoke', 'POST /2015-03-31/functions/{FunctionName}/invocations', 200, { query: ['Qualifier'], headers: INVOKE_HEADERS, payload: 'Payload', tooLarge: invokeTooLarge, output: { status: 'StatusCode', headers: INVOKE_ANSWER_HEADERS, payload: 'Payload' } }),
  route('InvokeAsync', 'POST /2014-11-13/functions/{FunctionName}/invoke-async', 202, { payload: 'InvokeArgs', output: { status: 'Status' } }),
  route('InvokeWithResponseStream', 'POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations', 200, { query: ['Qualifier'], headers: STREAM_HEADERS, payload: 'Payload', tooLarge: () => INVOKE_TOO_LARGE, output: { status: 'StatusCode', headers: { 'X-Amz-Executed-Version': 'ExecutedVersion' }, events: 'EventStream' } }),
  route('ListAliases', 'GET /2015-03-31/functions/{FunctionName}/aliases', 200, { query: ['FunctionVersion', ...PAGE] }),
  route('ListCodeSigningConfigs', 'GET /2020-04-22/code-signing-configs', 200, { query: PAGE }),
  route('ListEventSourceMappings', 'GET /2015-03-31/event-source-mappings', 200, { query: ['EventSourceArn', 'FunctionName', ...PAGE] }),
  route('ListFunctionEventInvokeConfigs', 'GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list', 200, { query: PAGE }),
  route('ListFunctionUrlConfigs', 'GET /2021-10-31/functions/{FunctionName}/urls', 200, { query: PAGE }),
  route('ListFunctions', 'GET /2015-03-31/functions', 200, { query: ['MasterRegion', 'FunctionVersion', ...PAGE] }),
  route('ListFunctionsByCodeSigningConfig', 'GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions', 200, { query: PAGE }),
  route('ListLayerVersions', 'GET /2018-10-31/layers/{LayerName}/versions', 200, { query: ['CompatibleRuntime', ...PAGE, 'CompatibleArchitecture'] }),
  route('ListLayers', 'GET /2018-10-31/layers', 200, { query: ['CompatibleRuntime', ...PAGE, 'CompatibleArchitecture'] }),
  route('ListProvisionedConcurrencyConfigs', 'GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency', 200, { when: ['List', 'ALL'], query: PAGE }),
  route('ListTags', 'GET /2017-03-31/tags/{Resource}', 200),
  route('ListVersionsByFunction', 'GET /2015-03-31/functions/{FunctionName}/versions', 200, { query: PAGE }),
  route('PublishLayerVersion', 'POST /2018-10-31/layers/{LayerName}/versions', 201),
  route('PublishVersion', 'POST /2015-03-31/functions/{FunctionName}/versions', 201),
  route('PutFunctionCodeSigningConfig', 'PUT /2020-06-30/functions/{FunctionName}/code-signing-config', 200),
  route('PutFunctionConcurrency', 'PUT /2017-10-31/functions/{FunctionName}/concurrency', 200),
  route('PutFunctionEventInvokeConfig', 'PUT /2019-09-25/functions/{FunctionName}/event-invoke-config', 200, { query: ['Qualifier'] }),
  route('PutFunctionRecursionConfig', 'PUT /2024-08-31/functions/{FunctionName}/recursion-config', 200),
  route('PutProvisionedConcurrencyConfig', 'PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency', 202, { query: ['Qualifier'] }),
  route('PutRuntimeManagementConfig', 'PUT /2021-07-20/functions/{FunctionName}/runtime-management-config', 200, { query: ['Qualifier'] }),
  route('RemoveLayerVersionPermission', 'DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}', 204, { query: ['RevisionId'] }),
  route('RemovePermission', 'DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId}', 204, { query: ['Qualifier', 'RevisionId'] }),
  route('TagResource', 'POST /2017-03-31/tags/{Resource}', 204),
  route('UntagResource', 'DELETE /2017-03-31/tags/{Resource}', 204, { query: ['tagKeys'] }),
  route('UpdateAlias', 'PUT /2015-03-31/functions/{FunctionName}/aliases/{Name}', 200),
  route('UpdateCodeSigningConfig', 'PUT /2020-04-22/code-signing-configs/{CodeSigningConfigArn}', 200),
  route('UpdateEventSourceMapping', 'PUT /2015-03-31/event-source-mappings/{UUID}', 202),
  route('UpdateFunctionCode', 'PUT /2015-03-31/functions/{FunctionName}/code', 200),
  route('UpdateFunctionConfiguration', 'PUT /2015-03-31/functions/{FunctionName}/configuration', 200),
  route('UpdateFunctionEventInvokeConfig', 'POST /2019-09-25/functions/{FunctionName}/event-invoke-config', 200, { query: ['Qualifier'] }),
  route('UpdateFunctionUrlConfig', 'PUT /2021-10-31/functions/{FunctionName}/url', 200, { query: ['Qualifier'] }),
  // Outside what busbar is for: known by path, so that the answer can name them.
  route('CheckpointDurableExecution', 'POST /2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint', 200),
  route('CreateCapacityProvider', 'POST /2025-11-30/capacity-providers', 202),
  route('DeleteCapacityProvider', 'DELETE /2025-11-30/capacity-providers/{CapacityProviderName}', 202),
  route('DeleteResourcePolicy', 'DELETE /2026-07-09/resource-policy/{ResourceArn}', 204, { query: ['RevisionId'] }),
  route('GetCapacityProvider', 'GET /2025-11-30/capacity-providers/{CapacityProviderName}', 200),
  route('GetDurableExecution', 'GET /2025-12-01/durable-executions/{DurableExecutionArn}', 200),
  route('GetDurableExecutionHistory', 'GET /2025-12-01/durable-executions/{DurableExecutionArn}/history', 200),
  route('GetDurableExecutionState', 'GET /2025-12-01/durable-executions/{DurableExecutionArn}/state', 200),
  route('GetFunctionScalingConfig', 'GET /2025-11-30/functions/{FunctionName}/function-scaling-config', 200),
  route('GetResourcePolicy', 'GET /2026-07-09/resource-policy/{ResourceArn}', 200),
  route('ListCapacityProviders', 'GET /2025-11-30/capacity-providers', 200),
  route('ListDurableExecutionsByFunction', 'GET /2025-12-01/functions/{FunctionName}/durable-executions', 200),
  route('ListFunctionVersionsByCapacityProvider', 'GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions', 200),
  route('PutFunctionScalingConfig', 'PUT /2025-11-30/functions/{FunctionName}/function-scaling-config', 202),
  route('PutResourcePolicy', 'PUT /2026-07-09/resource-policy/{ResourceArn}', 200),
  route('SendDurableExecutionCallbackFailure', 'POST /2025-12-01/durable-execution-callbacks/{CallbackId}/fail', 200),
  route('SendDurableExecutionCallbackHeartbeat', 'POST /2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat', 200),
  route('SendDurableExecutionCallbackSuccess', 'POST /2025-12-01/durable-execution-callbacks/{CallbackId}/succeed', 200),
  route('StopDurableExecution', 'POST /2025-12-01/durable-executions/{DurableExecutionArn}/stop', 200),
  route('UpdateCapacityProvider', 'PUT /2025-11-30/capacity-providers/{CapacityProviderName}', 202),
]

function route(
  operation: string,
  methodAndPath: string,
  status: number,
  options: Options = {},
): LambdaRoute {
  const [method = '', path = ''] = methodAndPath.split(' ')
  return { operation, method, segments: path.slice(1).split('/'), status, ...options }
}
