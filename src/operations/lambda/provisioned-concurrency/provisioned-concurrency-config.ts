import type { ProvisionedConcurrency as Config } from '../../../domain/function.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { ProvisionedConcurrency } from '../../../execution/provisioned/provisioned-concurrency.ts'
import { toLambdaTime } from '../function-configuration.ts'

/** As the operations print it. */
export function toProvisionedConcurrencyConfig(
  provisioned: ProvisionedConcurrency,
  {
    scope,
    name,
    qualifier,
  }: { readonly scope: Scope; readonly name: string; readonly qualifier: string },
  { requested, lastModifiedAt }: Config,
) {
  // It may have been deleted meanwhile.
  const { available, status, reason } = provisioned.statusOf(scope, name, qualifier) ?? {
    available: 0,
    status: 'IN_PROGRESS' as const,
    reason: undefined,
  }
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: status,
    ...(reason !== undefined && { StatusReason: reason }),
    LastModified: toLambdaTime(lastModifiedAt),
  }
}
