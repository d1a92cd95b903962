import { PRIMARY } from '../../../domain/alias.ts'
import { functionArn } from '../../../domain/arn.ts'
import { chooseVersion } from '../../../domain/choose-version.ts'
import type { EventInvokeConfig } from '../../../domain/event-invoke-config.ts'
import { NotFound } from '../../../domain/faults.ts'
import { LATEST } from '../../../domain/qualifier.ts'
import type { FoundFunction, FunctionRegistry } from '../../../execution/function-registry.ts'
import type { FunctionReference } from '../function-reference.ts'

/** @throws NotFound, in the words of these operations, when there is no such function, version or alias. */
export async function findInvokable(
  functions: FunctionRegistry,
  { scope, name, qualifier }: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(scope, name)
  if (found && chooseVersion(found.function, qualifier, PRIMARY)) return found
  throw new NotFound("The function doesn't exist.")
}

export function configNotFound({ scope, name, qualifier = LATEST }: FunctionReference): NotFound {
  const arn = functionArn(scope, name, qualifier)
  return new NotFound(`The function ${arn} doesn't have an EventInvokeConfig`)
}

/** As the operations print it: always with a qualified ARN, and with what was set only. */
export function toEventInvokeConfig(
  { scope, name, qualifier = LATEST }: FunctionReference,
  config: EventInvokeConfig,
): object {
  const { maximumRetryAttempts, maximumEventAgeInSeconds, onSuccess, onFailure } = config
  return {
    LastModified: config.lastModifiedAt / 1_000,
    FunctionArn: functionArn(scope, name, qualifier),
    ...(maximumRetryAttempts !== undefined && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeInSeconds !== undefined && {
      MaximumEventAgeInSeconds: maximumEventAgeInSeconds,
    }),
    DestinationConfig: {
      OnSuccess: { ...(onSuccess && { Destination: onSuccess }) },
      OnFailure: { ...(onFailure && { Destination: onFailure }) },
    },
  }
}
