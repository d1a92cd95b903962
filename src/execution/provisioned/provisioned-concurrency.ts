import type { Scope } from '../../domain/scope.ts'

/** How far a config of provisioned concurrency has come. */
export type ProvisionedStatus = {
  readonly requested: number
  /** Environments that are initialised, those that run something now included. */
  readonly available: number
  readonly status: 'IN_PROGRESS' | 'READY' | 'FAILED'
  readonly reason?: string
}

/** Keeps as many environments ready as the configs of all functions ask for. */
export type ProvisionedConcurrency = {
  /** @returns `undefined` when the version or alias has no config. */
  statusOf(scope: Scope, functionName: string, qualifier: string): ProvisionedStatus | undefined
}
