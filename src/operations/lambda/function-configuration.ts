import { createHash } from 'node:crypto'
import { functionArn } from '../../domain/arn.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import { loggingOf } from '../../domain/function-logging.ts'
import type { FunctionLayer } from '../../domain/layer.ts'
import type { Millis, Scope } from '../../domain/scope.ts'
import { toLoggingConfig } from './logging-config.ts'

const BEING_CREATED = 'The function is being created.'

/** A function's configuration as GetFunctionConfiguration prints it. */
export function toFunctionConfiguration(
  scope: Scope,
  configuration: FunctionConfiguration,
  qualifier?: string,
): object {
  return {
    ...settings(scope, configuration, qualifier),
    ...state(configuration),
    ...(configuration.code.kind !== 'image' && {
      RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(scope, configuration.runtime) },
    }),
  }
}

/** In a list: without the members that AWS leaves out there. */
export function toListedConfiguration(
  scope: Scope,
  configuration: FunctionConfiguration,
  qualifier?: string,
): object {
  return settings(scope, configuration, qualifier)
}

/**
 * A new function as CreateFunction answers. AWS shows the moment before it is active, under a revision
 * that is gone as soon as it is; clients and their waiters rely on that.
 */
export function asCreating(configuration: FunctionConfiguration, revisionId: string) {
  const { lastUpdateStatus: _, ...rest } = configuration
  return {
    ...rest,
    revisionId,
    state: 'Pending' as const,
    stateReason: BEING_CREATED,
    stateReasonCode: 'Creating',
  }
}

/** A changed function as the update answers it; the reason's words are AWS's. */
export function asUpdating(configuration: FunctionConfiguration, revisionId: string) {
  return {
    ...configuration,
    revisionId,
    lastUpdateStatus: 'InProgress' as const,
    lastUpdateStatusReason: BEING_CREATED,
    lastUpdateStatusReasonCode: 'Creating',
  }
}

function settings(scope: Scope, configuration: FunctionConfiguration, qualifier?: string): object {
  const { functionName, environment, kmsKeyArn, layers } = configuration
  return {
    FunctionName: functionName,
    FunctionArn: functionArn(scope, functionName, qualifier),
    Role: configuration.role,
    ...code(configuration),
    CodeSha256: toCodeSha256(configuration),
    CodeSize: storedBytes(configuration),
    Description: configuration.description,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memorySizeMb,
    LastModified: toLambdaTime(configuration.lastModifiedAt),
    Version: configuration.version,
    ...(environment && { Environment: { Variables: environment } }),
    ...(kmsKeyArn !== undefined && { KMSKeyArn: kmsKeyArn }),
    ...(layers && { Layers: layers.map(toWireLayer) }),
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: configuration.revisionId,
    Architectures: [configuration.architecture],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: toLoggingConfig(loggingOf(configuration)),
  }
}

function state(configuration: FunctionConfiguration): object {
  const members = {
    State: configuration.state,
    StateReason: configuration.stateReason,
    StateReasonCode: configuration.stateReasonCode,
    LastUpdateStatus: configuration.lastUpdateStatus,
    LastUpdateStatusReason: configuration.lastUpdateStatusReason,
    LastUpdateStatusReasonCode: configuration.lastUpdateStatusReasonCode,
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function code({ code, runtime, handler }: FunctionConfiguration): object {
  if (code.kind === 'image') return { PackageType: 'Image' }
  return { PackageType: 'Zip', Runtime: runtime, Handler: handler }
}

/** The digest of the code as Lambda prints it. */
export function toCodeSha256({ code }: Pick<FunctionConfiguration, 'code'>): string {
  switch (code.kind) {
    case 'zip':
      return Buffer.from(code.sha256, 'hex').toString('base64')
    case 'image':
      // Nothing is known of what runs there; its address is what changes when it does.
      return createHash('sha256').update(code.uri).digest('hex')
    case 'directory':
      // Nothing of a directory is stored, so what is stored has no bytes and their digest.
      return createHash('sha256').digest('base64')
  }
}

/** How much of the code is stored. */
export function storedBytes({ code }: Pick<FunctionConfiguration, 'code'>): number {
  return code.kind === 'zip' ? code.sizeBytes : 0
}

function toWireLayer({ arn, code }: FunctionLayer): object {
  return { Arn: arn, CodeSize: storedBytes({ code }) }
}

/** Stable for a runtime; AWS's changes with its patches, which busbar does not have. */
export function runtimeVersionArn(scope: Scope, runtime: string): string {
  const digest = createHash('sha256').update(runtime).digest('hex')
  return `arn:aws:lambda:${scope.region}::runtime:${digest}`
}

export function toLambdaTime(at: Millis): string {
  return new Date(at).toISOString().replace('Z', '+0000')
}
