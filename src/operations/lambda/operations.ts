import type { Operation } from '../operation.ts'
import { addPermission } from './add-permission.ts'
import { createAlias } from './create-alias.ts'
import { createCodeSigningConfig } from './create-code-signing-config.ts'
import { createFunction } from './create-function.ts'
import { deleteAlias } from './delete-alias.ts'
import { deleteCodeSigningConfig } from './delete-code-signing-config.ts'
import { deleteFunction } from './delete-function.ts'
import { deleteFunctionCodeSigningConfig } from './delete-function-code-signing-config.ts'
import { getAccountSettings } from './get-account-settings.ts'
import { getAlias } from './get-alias.ts'
import { getCodeSigningConfig } from './get-code-signing-config.ts'
import { getFunction } from './get-function.ts'
import { getFunctionCodeSigningConfig } from './get-function-code-signing-config.ts'
import { getFunctionConfiguration } from './get-function-configuration.ts'
import { getFunctionRecursionConfig } from './get-function-recursion-config.ts'
import { getPolicy } from './get-policy.ts'
import { getRuntimeManagementConfig } from './get-runtime-management-config.ts'
import { invoke } from './invoke.ts'
import { invokeAsync } from './invoke-async.ts'
import { listAliases } from './list-aliases.ts'
import { listCodeSigningConfigs } from './list-code-signing-configs.ts'
import { listFunctions } from './list-functions.ts'
import { listFunctionsByCodeSigningConfig } from './list-functions-by-code-signing-config.ts'
import { listTags } from './list-tags.ts'
import { listVersionsByFunction } from './list-versions-by-function.ts'
import { publishVersion } from './publish-version.ts'
import { putFunctionCodeSigningConfig } from './put-function-code-signing-config.ts'
import { putFunctionRecursionConfig } from './put-function-recursion-config.ts'
import { putRuntimeManagementConfig } from './put-runtime-management-config.ts'
import { removePermission } from './remove-permission.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'
import { updateAlias } from './update-alias.ts'
import { updateCodeSigningConfig } from './update-code-signing-config.ts'
import { updateFunctionCode } from './update-function-code.ts'
import { updateFunctionConfiguration } from './update-function-configuration.ts'

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
]
