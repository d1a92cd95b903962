import { type ListedOperation, listOperations } from '../listed-operation.ts'

/** The operations of Lambda that busbar has. */
export const lambdaOperations: readonly ListedOperation[] = listOperations('lambda', {
  AddPermission: async () => (await import('./add-permission.ts')).addPermission,
  CreateFunction: async () => (await import('./create-function.ts')).createFunction,
  DeleteFunction: async () => (await import('./delete-function.ts')).deleteFunction,
  GetFunction: async () => (await import('./get-function.ts')).getFunction,
  GetFunctionConfiguration: async () =>
    (await import('./get-function-configuration.ts')).getFunctionConfiguration,
  GetPolicy: async () => (await import('./get-policy.ts')).getPolicy,
  Invoke: async () => (await import('./invoke.ts')).invoke,
  ListFunctions: async () => (await import('./list-functions.ts')).listFunctions,
  ListTags: async () => (await import('./list-tags.ts')).listTags,
  RemovePermission: async () => (await import('./remove-permission.ts')).removePermission,
  TagResource: async () => (await import('./tag-resource.ts')).tagResource,
  UntagResource: async () => (await import('./untag-resource.ts')).untagResource,
  UpdateFunctionCode: async () => (await import('./update-function-code.ts')).updateFunctionCode,
  UpdateFunctionConfiguration: async () =>
    (await import('./update-function-configuration.ts')).updateFunctionConfiguration,
  CreateAlias: async () => (await import('./aliases/create-alias.ts')).createAlias,
  DeleteAlias: async () => (await import('./aliases/delete-alias.ts')).deleteAlias,
  GetAlias: async () => (await import('./aliases/get-alias.ts')).getAlias,
  ListAliases: async () => (await import('./aliases/list-aliases.ts')).listAliases,
  ListVersionsByFunction: async () =>
    (await import('./versions/list-versions-by-function.ts')).listVersionsByFunction,
  PublishVersion: async () => (await import('./versions/publish-version.ts')).publishVersion,
  UpdateAlias: async () => (await import('./aliases/update-alias.ts')).updateAlias,
  GetAccountSettings: async () => (await import('./get-account-settings.ts')).getAccountSettings,
  GetRuntimeManagementConfig: async () =>
    (await import('./get-runtime-management-config.ts')).getRuntimeManagementConfig,
  PutRuntimeManagementConfig: async () =>
    (await import('./put-runtime-management-config.ts')).putRuntimeManagementConfig,
  InvokeAsync: async () => (await import('./invoke-async.ts')).invokeAsync,
  InvokeWithResponseStream: async () =>
    (await import('./invoke-with-response-stream.ts')).invokeWithResponseStream,
  CreateCodeSigningConfig: async () =>
    (await import('./code-signing/create-code-signing-config.ts')).createCodeSigningConfig,
  DeleteCodeSigningConfig: async () =>
    (await import('./code-signing/delete-code-signing-config.ts')).deleteCodeSigningConfig,
  GetCodeSigningConfig: async () =>
    (await import('./code-signing/get-code-signing-config.ts')).getCodeSigningConfig,
  ListCodeSigningConfigs: async () =>
    (await import('./code-signing/list-code-signing-configs.ts')).listCodeSigningConfigs,
  ListFunctionsByCodeSigningConfig: async () =>
    (await import('./code-signing/list-functions-by-code-signing-config.ts'))
      .listFunctionsByCodeSigningConfig,
  UpdateCodeSigningConfig: async () =>
    (await import('./code-signing/update-code-signing-config.ts')).updateCodeSigningConfig,
  PutFunctionCodeSigningConfig: async () =>
    (await import('./code-signing/put-function-code-signing-config.ts'))
      .putFunctionCodeSigningConfig,
  GetFunctionCodeSigningConfig: async () =>
    (await import('./code-signing/get-function-code-signing-config.ts'))
      .getFunctionCodeSigningConfig,
  DeleteFunctionCodeSigningConfig: async () =>
    (await import('./code-signing/delete-function-code-signing-config.ts'))
      .deleteFunctionCodeSigningConfig,
  GetFunctionRecursionConfig: async () =>
    (await import('./get-function-recursion-config.ts')).getFunctionRecursionConfig,
  PutFunctionRecursionConfig: async () =>
    (await import('./put-function-recursion-config.ts')).putFunctionRecursionConfig,
  PublishLayerVersion: async () =>
    (await import('./layers/publish-layer-version.ts')).publishLayerVersion,
  GetLayerVersion: async () => (await import('./layers/get-layer-version.ts')).getLayerVersion,
  GetLayerVersionByArn: async () =>
    (await import('./layers/get-layer-version-by-arn.ts')).getLayerVersionByArn,
  ListLayers: async () => (await import('./layers/list-layers.ts')).listLayers,
  ListLayerVersions: async () =>
    (await import('./layers/list-layer-versions.ts')).listLayerVersions,
  DeleteLayerVersion: async () =>
    (await import('./layers/delete-layer-version.ts')).deleteLayerVersion,
  AddLayerVersionPermission: async () =>
    (await import('./layers/add-layer-version-permission.ts')).addLayerVersionPermission,
  RemoveLayerVersionPermission: async () =>
    (await import('./layers/remove-layer-version-permission.ts')).removeLayerVersionPermission,
  GetLayerVersionPolicy: async () =>
    (await import('./layers/get-layer-version-policy.ts')).getLayerVersionPolicy,
  CreateFunctionUrlConfig: async () =>
    (await import('./urls/create-function-url-config.ts')).createFunctionUrlConfig,
  DeleteFunctionUrlConfig: async () =>
    (await import('./urls/delete-function-url-config.ts')).deleteFunctionUrlConfig,
  GetFunctionUrlConfig: async () =>
    (await import('./urls/get-function-url-config.ts')).getFunctionUrlConfig,
  ListFunctionUrlConfigs: async () =>
    (await import('./urls/list-function-url-configs.ts')).listFunctionUrlConfigs,
  UpdateFunctionUrlConfig: async () =>
    (await import('./urls/update-function-url-config.ts')).updateFunctionUrlConfig,
  DeleteFunctionConcurrency: async () =>
    (await import('./concurrency/delete-function-concurrency.ts')).deleteFunctionConcurrency,
  GetFunctionConcurrency: async () =>
    (await import('./concurrency/get-function-concurrency.ts')).getFunctionConcurrency,
  PutFunctionConcurrency: async () =>
    (await import('./concurrency/put-function-concurrency.ts')).putFunctionConcurrency,
  DeleteFunctionEventInvokeConfig: async () =>
    (await import('./event-invoke/delete-function-event-invoke-config.ts'))
      .deleteFunctionEventInvokeConfig,
  GetFunctionEventInvokeConfig: async () =>
    (await import('./event-invoke/get-function-event-invoke-config.ts'))
      .getFunctionEventInvokeConfig,
  ListFunctionEventInvokeConfigs: async () =>
    (await import('./event-invoke/list-function-event-invoke-configs.ts'))
      .listFunctionEventInvokeConfigs,
  PutFunctionEventInvokeConfig: async () =>
    (await import('./event-invoke/put-function-event-invoke-config.ts'))
      .putFunctionEventInvokeConfig,
  UpdateFunctionEventInvokeConfig: async () =>
    (await import('./event-invoke/update-function-event-invoke-config.ts'))
      .updateFunctionEventInvokeConfig,
  PutProvisionedConcurrencyConfig: async () =>
    (await import('./provisioned-concurrency/put-provisioned-concurrency-config.ts'))
      .putProvisionedConcurrencyConfig,
  GetProvisionedConcurrencyConfig: async () =>
    (await import('./provisioned-concurrency/get-provisioned-concurrency-config.ts'))
      .getProvisionedConcurrencyConfig,
  DeleteProvisionedConcurrencyConfig: async () =>
    (await import('./provisioned-concurrency/delete-provisioned-concurrency-config.ts'))
      .deleteProvisionedConcurrencyConfig,
  ListProvisionedConcurrencyConfigs: async () =>
    (await import('./provisioned-concurrency/list-provisioned-concurrency-configs.ts'))
      .listProvisionedConcurrencyConfigs,
})
