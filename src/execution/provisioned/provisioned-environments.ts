import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'

/** What becomes of an environment that is started ahead; told in this order, and never before `start` returned. */
export type ProvisionedListener = {
  /** It is initialised, and takes invocations. */
  onReady(): void
  /** @param reason - AWS's code for an init that failed, or words of ours. */
  onFailed(reason: string): void
  /**
   * It has left its place, whatever the reason; called once.
   * @param diedUnused - its process ended by itself, before it had taken an invocation.
   */
  onGone(diedUnused: boolean): void
}

/** Environments that are initialised before anybody calls, and kept until they are given up. */
export type ProvisionedEnvironments = {
  /** How many of them there may be at once, of all functions together. */
  readonly most: number
  /**
   * Starts one more, once there is a place for it: idle environments give way, busy ones are waited for.
   *
   * @returns what ends it, at once or after the invocation that it has; `undefined` when there are as many
   *   as there may be.
   */
  start(
    scope: Scope,
    configuration: FunctionConfiguration,
    listener: ProvisionedListener,
  ): { end(): void } | undefined
}
