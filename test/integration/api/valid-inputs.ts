import { strToU8, zipSync } from 'fflate'

const ACCOUNT = '000000000000'
const REGION = 'us-east-1'
const functionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`
const ruleArn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/r`
const Role = `arn:aws:iam::${ACCOUNT}:role/r`
const zip = zipSync({ 'index.mjs': strToU8('export const handler = async () => 1') })
export const ZIP = Buffer.from(zip).toString('base64')

const EventPattern = '{"source":["shop"]}'
const tag = { Key: 'team', Value: 'a' }
const page = { NamePrefix: 'a', Limit: 5 }

const settings = {
  Role,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Description: 'text',
  Timeout: 5,
  MemorySize: 256,
  Environment: { Variables: { STAGE: 'test' } },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [], Ipv6AllowedForDualStack: false },
  DeadLetterConfig: { TargetArn: '' },
  TracingConfig: { Mode: 'PassThrough' },
  Layers: [],
  FileSystemConfigs: [],
  ImageConfig: { EntryPoint: [], Command: [], WorkingDirectory: '' },
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: 'None' },
}

const target = {
  Id: '1',
  Arn: functionArn,
  RoleArn: Role,
  InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"id":<id>}' },
  RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 },
}
const entry = {
  Time: 1_700_000_000,
  Source: 'shop',
  DetailType: 'OrderPlaced',
  Detail: '{"id":1}',
  Resources: ['a'],
  EventBusName: 'default',
  TraceHeader: 'Root=1',
}
/** The config itself is named when the test runs. */
const signing = {
  AllowedPublishers: {
    SigningProfileVersionArns: [`arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/p/v`],
  },
  CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
}
const url = {
  AuthType: 'AWS_IAM',
  Cors: {
    AllowCredentials: true,
    AllowHeaders: ['x-a'],
    AllowMethods: ['GET'],
    AllowOrigins: ['https://example.com'],
    ExposeHeaders: ['x-b'],
    MaxAge: 60,
  },
  InvokeMode: 'RESPONSE_STREAM',
}
const busArn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`
const invokedAsynchronously = {
  FunctionName: 'f',
  MaximumRetryAttempts: 1,
  MaximumEventAgeInSeconds: 60,
  DestinationConfig: { OnSuccess: { Destination: busArn }, OnFailure: { Destination: busArn } },
}
const window = { startTime: 0, endTime: 4_000_000_000_000, limit: 5 }

/**
 * For each operation an input that succeeds, with most of its members, where there are a function `f`, a
 * rule `r` with a target `0`, a bus `b` and a log group `g`; `f` has the versions 1 and 2, and the aliases `a`, which has a
 * URL, and `b`; provisioned concurrency for 2; and a layer `l`. In an order in which all of them succeed.
 */
export const VALID_INPUTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'events.CreateEventBus': { Name: 'new', Description: 'text', KmsKeyIdentifier: 'k', Tags: [tag] },
  'events.DescribeEventBus': { Name: 'b' },
  'events.ListEventBuses': page,
  'events.UpdateEventBus': { Name: 'b', Description: 'text', KmsKeyIdentifier: 'k' },
  'events.PutRule': {
    Name: 'new',
    EventPattern,
    ScheduleExpression: 'rate(1 day)',
    State: 'ENABLED',
    Description: 'text',
    RoleArn: Role,
    Tags: [tag],
    EventBusName: 'default',
  },
  'events.DescribeRule': { Name: 'r', EventBusName: 'default' },
  'events.ListRules': { ...page, EventBusName: 'default' },
  'events.EnableRule': { Name: 'r', EventBusName: 'default' },
  'events.DisableRule': { Name: 'r', EventBusName: 'default' },
  'events.PutTargets': { Rule: 'r', EventBusName: 'default', Targets: [target] },
  'events.ListTargetsByRule': { Rule: 'r', EventBusName: 'default', Limit: 5 },
  'events.ListRuleNamesByTarget': { TargetArn: functionArn, EventBusName: 'default', Limit: 5 },
  'events.RemoveTargets': { Rule: 'r', EventBusName: 'default', Ids: ['0', '1'], Force: false },
  'events.PutEvents': { Entries: [entry] },
  'events.TestEventPattern': {
    EventPattern,
    Event: `{"id":"1","account":"1","source":"shop","time":"2020-01-01T00:00:00Z","region":"r","resources":[],"detail-type":"x","detail":{}}`,
  },
  'events.TagResource': { ResourceARN: ruleArn, Tags: [tag] },
  'events.ListTagsForResource': { ResourceARN: ruleArn },
  'events.UntagResource': { ResourceARN: ruleArn, TagKeys: ['team'] },
  'events.DeleteRule': { Name: 'r', EventBusName: 'default', Force: false },
  'events.DeleteEventBus': { Name: 'b' },
  'lambda.CreateFunction': {
    FunctionName: 'new',
    Code: { ZipFile: ZIP },
    PackageType: 'Zip',
    Publish: false,
    Architectures: ['x86_64'],
    KMSKeyArn: '',
    Tags: { team: 'a' },
    ...settings,
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/new' },
  },
  'lambda.GetFunction': { FunctionName: 'f', Qualifier: '$LATEST' },
  'lambda.GetFunctionConfiguration': { FunctionName: 'f', Qualifier: '$LATEST' },
  'lambda.ListFunctions': { FunctionVersion: 'ALL', MaxItems: 5 },
  'lambda.UpdateFunctionCode': {
    FunctionName: 'f',
    ZipFile: ZIP,
    Publish: false,
    DryRun: false,
    Architectures: ['arm64'],
  },
  'lambda.UpdateFunctionConfiguration': {
    FunctionName: 'f',
    ...settings,
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
  },
  'lambda.Invoke': {
    FunctionName: 'f',
    InvocationType: 'RequestResponse',
    LogType: 'Tail',
    ClientContext: 'e30=',
    Qualifier: '$LATEST',
    Payload: '{}',
  },
  'lambda.InvokeWithResponseStream': {
    FunctionName: 'f',
    InvocationType: 'RequestResponse',
    LogType: 'Tail',
    ClientContext: 'e30=',
    Qualifier: '$LATEST',
    Payload: '{}',
  },
  'lambda.CreateFunctionUrlConfig': { FunctionName: 'f', Qualifier: 'b', ...url },
  'lambda.GetFunctionUrlConfig': { FunctionName: 'f', Qualifier: 'a' },
  'lambda.ListFunctionUrlConfigs': { FunctionName: 'f', MaxItems: 5 },
  'lambda.UpdateFunctionUrlConfig': { FunctionName: 'f', Qualifier: 'a', ...url },
  'lambda.DeleteFunctionUrlConfig': { FunctionName: 'f', Qualifier: 'a' },
  'lambda.CreateCodeSigningConfig': { Description: 'text', ...signing },
  'lambda.UpdateCodeSigningConfig': { Description: 'text', ...signing },
  'lambda.GetCodeSigningConfig': {},
  'lambda.ListCodeSigningConfigs': { MaxItems: 5 },
  'lambda.PutFunctionCodeSigningConfig': { FunctionName: 'f' },
  'lambda.GetFunctionCodeSigningConfig': { FunctionName: 'f' },
  'lambda.ListFunctionsByCodeSigningConfig': { MaxItems: 5 },
  'lambda.DeleteFunctionCodeSigningConfig': { FunctionName: 'f' },
  'lambda.GetAccountSettings': {},
  'lambda.PutFunctionRecursionConfig': { FunctionName: 'f', RecursiveLoop: 'Allow' },
  'lambda.GetFunctionRecursionConfig': { FunctionName: 'f' },
  'lambda.InvokeAsync': { FunctionName: 'f', InvokeArgs: '{}' },
  'lambda.PutRuntimeManagementConfig': {
    FunctionName: 'f',
    Qualifier: '1',
    UpdateRuntimeOn: 'FunctionUpdate',
  },
  'lambda.GetRuntimeManagementConfig': { FunctionName: 'f', Qualifier: '1' },
  'lambda.PutFunctionEventInvokeConfig': { ...invokedAsynchronously, Qualifier: 'a' },
  'lambda.UpdateFunctionEventInvokeConfig': { ...invokedAsynchronously, Qualifier: 'a' },
  'lambda.GetFunctionEventInvokeConfig': { FunctionName: 'f', Qualifier: 'a' },
  'lambda.ListFunctionEventInvokeConfigs': { FunctionName: 'f', MaxItems: 5 },
  'lambda.DeleteFunctionEventInvokeConfig': { FunctionName: 'f', Qualifier: 'a' },
  'lambda.PutFunctionConcurrency': { FunctionName: 'f', ReservedConcurrentExecutions: 5 },
  'lambda.GetFunctionConcurrency': { FunctionName: 'f' },
  'lambda.DeleteFunctionConcurrency': { FunctionName: 'f' },
  'lambda.PublishVersion': { FunctionName: 'f', Description: 'text' },
  'lambda.ListVersionsByFunction': { FunctionName: 'f', MaxItems: 5 },
  'lambda.CreateAlias': {
    FunctionName: 'f',
    Name: 'new',
    FunctionVersion: '1',
    Description: 'text',
    RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } },
  },
  'lambda.GetAlias': { FunctionName: 'f', Name: 'a' },
  'lambda.UpdateAlias': {
    FunctionName: 'f',
    Name: 'a',
    FunctionVersion: '2',
    Description: 'text',
    RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } },
  },
  'lambda.ListAliases': { FunctionName: 'f', FunctionVersion: '1', MaxItems: 5 },
  'lambda.DeleteAlias': { FunctionName: 'f', Name: 'a' },
  'lambda.PublishLayerVersion': {
    LayerName: 'l',
    Description: 'text',
    Content: { ZipFile: ZIP },
    CompatibleRuntimes: ['nodejs22.x'],
    LicenseInfo: 'MIT',
    CompatibleArchitectures: ['x86_64'],
  },
  'lambda.GetLayerVersion': { LayerName: 'l', VersionNumber: 1 },
  'lambda.GetLayerVersionByArn': {
    Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:l:1`,
  },
  'lambda.ListLayers': {
    CompatibleRuntime: 'nodejs22.x',
    CompatibleArchitecture: 'x86_64',
    MaxItems: 5,
  },
  'lambda.ListLayerVersions': {
    LayerName: 'l',
    CompatibleRuntime: 'nodejs22.x',
    CompatibleArchitecture: 'x86_64',
    MaxItems: 5,
  },
  'lambda.AddLayerVersionPermission': {
    LayerName: 'l',
    VersionNumber: 1,
    StatementId: 'new',
    Action: 'lambda:GetLayerVersion',
    Principal: '*',
    OrganizationId: 'o-abcdefghij',
  },
  'lambda.GetLayerVersionPolicy': { LayerName: 'l', VersionNumber: 1 },
  'lambda.RemoveLayerVersionPermission': {
    LayerName: 'l',
    VersionNumber: 1,
    StatementId: 'new',
  },
  'lambda.DeleteLayerVersion': { LayerName: 'l', VersionNumber: 1 },
  'lambda.PutProvisionedConcurrencyConfig': {
    FunctionName: 'f',
    Qualifier: '1',
    ProvisionedConcurrentExecutions: 1,
  },
  'lambda.GetProvisionedConcurrencyConfig': { FunctionName: 'f', Qualifier: '2' },
  'lambda.ListProvisionedConcurrencyConfigs': { FunctionName: 'f', MaxItems: 5 },
  'lambda.DeleteProvisionedConcurrencyConfig': { FunctionName: 'f', Qualifier: '2' },
  'lambda.AddPermission': {
    FunctionName: 'f',
    StatementId: 'new',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: ruleArn,
    SourceAccount: ACCOUNT,
  },
  'lambda.GetPolicy': { FunctionName: 'f' },
  'lambda.RemovePermission': { FunctionName: 'f', StatementId: 'old' },
  'lambda.TagResource': { Resource: functionArn, Tags: { team: 'a' } },
  'lambda.ListTags': { Resource: functionArn },
  'lambda.UntagResource': { Resource: functionArn, TagKeys: ['team'] },
  'lambda.DeleteFunction': { FunctionName: 'f' },
  // Once no function has it any more.
  'lambda.DeleteCodeSigningConfig': {},
  'logs.CreateLogGroup': { logGroupName: 'new', logGroupClass: 'STANDARD', kmsKeyId: 'k' },
  'logs.DescribeLogGroups': { logGroupNamePrefix: 'g', limit: 5, includeLinkedAccounts: false },
  'logs.DescribeLogStreams': {
    logGroupName: '/aws/lambda/f',
    orderBy: 'LastEventTime',
    descending: true,
    limit: 5,
  },
  'logs.FilterLogEvents': {
    logGroupName: '/aws/lambda/f',
    logStreamNamePrefix: '20',
    filterPattern: 'START',
    interleaved: true,
    unmask: false,
    ...window,
  },
  // Of a stream that is named when the test runs.
  'logs.GetLogEvents': { logGroupName: '/aws/lambda/f', startFromHead: true, ...window },
  'logs.DeleteLogGroup': { logGroupName: 'g' },
  'sts.GetCallerIdentity': {},
}
