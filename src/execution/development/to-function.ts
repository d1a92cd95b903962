import type { FunctionConfiguration, LambdaFunction } from '../../domain/function.ts'
import type { Millis, Scope } from '../../domain/scope.ts'
import type { FoundHandler } from './find-development-functions.ts'

const DEFAULT_RUNTIME = 'nodejs24.x'
const DEFAULT_TIMEOUT_SECONDS = 3
const DEFAULT_MEMORY_MB = 128

export type DevelopmentFunction = FoundHandler & {
  readonly revisionId: string
  readonly changedAt: Millis
}

/** As if it had been created in that scope. */
export function toFunction(found: DevelopmentFunction, scope: Scope): LambdaFunction {
  return {
    latest: toConfiguration(found, scope),
    createdAt: found.changedAt,
    tags: [],
    policies: {},
    versions: {},
    aliases: [],
  }
}

function toConfiguration(found: DevelopmentFunction, scope: Scope): FunctionConfiguration {
  const { name, path, problem, settings, revisionId, changedAt } = found
  return {
    functionName: name,
    version: '$LATEST',
    runtime: settings.runtime ?? DEFAULT_RUNTIME,
    handler: settings.handler,
    role: `arn:aws:iam::${scope.account}:role/development`,
    description: settings.description ?? '',
    timeoutSeconds: settings.timeout ?? DEFAULT_TIMEOUT_SECONDS,
    memorySizeMb: settings.memorySize ?? DEFAULT_MEMORY_MB,
    ...(settings.environment && { environment: settings.environment }),
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    code: { kind: 'directory', path },
    lastModifiedAt: changedAt,
    revisionId,
    lastUpdateStatus: 'Successful',
    ...(problem === undefined
      ? { state: 'Active' }
      : { state: 'Failed', stateReason: problem, stateReasonCode: 'InvalidConfiguration' }),
  }
}
