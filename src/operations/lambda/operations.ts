import type { Operation } from '../operation.ts'
import { addPermission } from './add-permission.ts'
import { createAlias } from './aliases/create-alias.ts'
import { deleteAlias } from './aliases/delete-alias.ts'
import { getAlias } from './aliases/get-alias.ts'
import { listAliases } from './aliases/list-aliases.ts'
import { updateAlias } from './aliases/update-alias.ts'
import { createCodeSigningConfig } from './code-signing/create-code-signing-config.ts'
import { deleteCodeSigningConfig } from './code-signing/delete-code-signing-config.ts'
import { deleteFunctionCodeSigningConfig } from './code-signing/delete-function-code-signing-config.ts'
import { getCodeSigningConfig } from './code-signing/get-code-signing-config.ts'
import { getFunctionCodeSigningConfig } from './code-signing/get-function-code-signing-config.ts'
import { listCodeSigningConfigs } from './code-signing/list-code-signing-configs.ts'
import { listFunctionsByCodeSigningConfig } from './code-signing/list-functions-by-code-signing-config.ts'
import { putFunctionCodeSigningConfig } from './code-signing/put-function-code-signing-config.ts'
import { updateCodeSigningConfig } from './code-signing/update-code-signing-config.ts'
import { deleteFunctionConcurrency } from './concurrency/delete-function-concurrency.ts'
import { getFunctionConcurrency } from './concurrency/get-function-concurrency.ts'
import { putFunctionConcurrency } from './concurrency/put-function-concurrency.ts'
import { createFunction } from './create-function.ts'
import { deleteFunction } from './delete-function.ts'
import { deleteFunctionEventInvokeConfig } from './event-invoke/delete-function-event-invoke-config.ts'
import { getFunctionEventInvokeConfig } from './event-invoke/get-function-event-invoke-config.ts'
import { listFunctionEventInvokeConfigs } from './event-invoke/list-function-event-invoke-configs.ts'
import { putFunctionEventInvokeConfig } from './event-invoke/put-function-event-invoke-config.ts'
import { updateFunctionEventInvokeConfig } from './event-invoke/update-function-event-invoke-config.ts'
import { getAccountSettings } from './get-account-settings.ts'
import { getFunction } from './get-function.ts'
import { getFunctionConfiguration } from './get-function-configuration.ts'
import { getFunctionRecursionConfig } from './get-function-recursion-config.ts'
import { getPolicy } from './get-policy.ts'
import { getRuntimeManagementConfig } from './get-runtime-management-config.ts'
import { invoke } from './invoke.ts'
import { invokeAsync } from './invoke-async.ts'
import { invokeWithResponseStream } from './invoke-with-response-stream.ts'
import { addLayerVersionPermission } from './layers/add-layer-version-permission.ts'
import { deleteLayerVersion } from './layers/delete-layer-version.ts'
import { getLayerVersion } from './layers/get-layer-version.ts'
import { getLayerVersionByArn } from './layers/get-layer-version-by-arn.ts'
import { getLayerVersionPolicy } from './layers/get-layer-version-policy.ts'
import { listLayerVersions } from './layers/list-layer-versions.ts'
import { listLayers } from './layers/list-layers.ts'
import { publishLayerVersion } from './layers/publish-layer-version.ts'
import { removeLayerVersionPermission } from './layers/remove-layer-version-permission.ts'
import { listFunctions } from './list-functions.ts'
import { listTags } from './list-tags.ts'
import { deleteProvisionedConcurrencyConfig } from './provisioned-concurrency/delete-provisioned-concurrency-config.ts'
import { getProvisionedConcurrencyConfig } from './provisioned-concurrency/get-provisioned-concurrency-config.ts'
import { listProvisionedConcurrencyConfigs } from './provisioned-concurrency/list-provisioned-concurrency-configs.ts'
import { putProvisionedConcurrencyConfig } from './provisioned-concurrency/put-provisioned-concurrency-config.ts'
import { putFunctionRecursionConfig } from './put-function-recursion-config.ts'
import { putRuntimeManagementConfig } from './put-runtime-management-config.ts'
import { removePermission } from './remove-permission.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'
import { updateFunctionCode } from './update-function-code.ts'
import { updateFunctionConfiguration } from './update-function-configuration.ts'
import { createFunctionUrlConfig } from './urls/create-function-url-config.ts'
import { deleteFunctionUrlConfig } from './urls/delete-function-url-config.ts'
import { getFunctionUrlConfig } from './urls/get-function-url-config.ts'
import { listFunctionUrlConfigs } from './urls/list-function-url-configs.ts'
import { updateFunctionUrlConfig } from './urls/update-function-url-config.ts'
import { listVersionsByFunction } from './versions/list-versions-by-function.ts'
import { publishVersion } from './versions/publish-version.ts'

/** The operations of Lambda that busbar has. */
export const lambdaOperations: readonly Operation[] = [
  addPermission,
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  getPolicy,
  invoke,
  listFunctions,
  listTags,
  removePermission,
  tagResource,
  untagResource,
  updateFunctionCode,
  updateFunctionConfiguration,
  createAlias,
  deleteAlias,
  getAlias,
  listAliases,
  listVersionsByFunction,
  publishVersion,
  updateAlias,
  getAccountSettings,
  getRuntimeManagementConfig,
  putRuntimeManagementConfig,
  invokeAsync,
  invokeWithResponseStream,
  createCodeSigningConfig,
  deleteCodeSigningConfig,
  getCodeSigningConfig,
  listCodeSigningConfigs,
  listFunctionsByCodeSigningConfig,
  updateCodeSigningConfig,
  putFunctionCodeSigningConfig,
  getFunctionCodeSigningConfig,
  deleteFunctionCodeSigningConfig,
  getFunctionRecursionConfig,
  putFunctionRecursionConfig,
  publishLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  listLayers,
  listLayerVersions,
  deleteLayerVersion,
  addLayerVersionPermission,
  removeLayerVersionPermission,
  getLayerVersionPolicy,
  createFunctionUrlConfig,
  deleteFunctionUrlConfig,
  getFunctionUrlConfig,
  listFunctionUrlConfigs,
  updateFunctionUrlConfig,
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
  putProvisionedConcurrencyConfig,
  getProvisionedConcurrencyConfig,
  deleteProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
]
