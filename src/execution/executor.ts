import type { FunctionConfiguration } from '../domain/function.ts'
import type { Millis, Scope } from '../domain/scope.ts'
import type { EnvironmentFacts } from './environment/environment-facts.ts'

export type Invocation = {
  /** What the function sees as `awsRequestId`; all attempts of one asynchronous invocation share it. */
  readonly requestId: string
  readonly scope: Scope
  /** The version that runs, already resolved. */
  readonly configuration: FunctionConfiguration
  /** As the caller gave it: unqualified, `:$LATEST`, a version or an alias. */
  readonly invokedArn: string
  /** JSON text. */
  readonly payload: string
  /** JSON text, decoded from the caller's base64; synchronous invocations only. */
  readonly clientContext?: string
  readonly traceHeader?: string
  /** Where a streaming handler's response goes as it comes; without it, the result holds the whole. */
  readonly response?: ResponseSink
  /** It counts as provisioned concurrency: an environment that was initialised ahead is free for it. */
  readonly isProvisioned?: boolean
}

/** Takes a response while its function goes on writing. */
export type ResponseSink = {
  /** Bytes beyond it are dropped, and the invocation fails. */
  readonly limitBytes: number
  /** Once, before the first bytes. A handler that does not stream never comes here. */
  begin(contentType: string): void
  /** Resolves when there is room for more: until then the function waits. */
  write(bytes: Uint8Array): Promise<void>
}

/** How an invocation ended; a function's own failure is a result, not an exception. */
export type InvocationResult = {
  /** JSON text: what the handler returned, or Lambda's error payload. Empty for what was streamed. */
  readonly payload: string
  /** The answer of a runtime that is no UTF-8: `payload` has replacement characters then. */
  readonly bytes?: Uint8Array
  /** Present when the function failed: its type and message, as in the payload. */
  readonly error?: { readonly type: string; readonly message: string }
  readonly executedVersion: string
  /** Makes the last 4,096 bytes of what this invocation logged: most callers do not ask for them. */
  readonly logTail: () => Uint8Array
  readonly durationMs: number
  /** Only when this invocation followed a cold start. */
  readonly initDurationMs?: number
}

/** One environment, for people who want to know what runs. */
export type EnvironmentDescription = Scope &
  Omit<EnvironmentFacts, 'isStarting'> & {
    readonly functionName: string
    readonly version: string
    /** `retiring`: busy, and ended after its invocation. */
    readonly state: 'starting' | 'idle' | 'busy' | 'retiring'
    /** When its invocation began, or when the last one ended; virtual time. */
    readonly since: Millis
    readonly startedAt: Millis
  }

/** Runs functions in execution environments: one process each, one invocation at a time. */
export type Executor = {
  /**
   * Waits for a place when all environments are busy, in the order of asking; synchronous callers go first.
   * @param onFree - called when the execution is over: as the invocation ends, or after others that shared it. Not
   *   called when this throws.
   * @throws Unavailable once the executor is stopping.
   */
  invoke(
    invocation: Invocation,
    caller: 'synchronous' | 'asynchronous',
    onFree?: () => void,
  ): Promise<InvocationResult>
  /** How many asynchronous invocations of a function may share the executions of others now, those that do included. */
  mostAhead(scope: Scope, functionName: string): number
  /**
   * Hands an asynchronous invocation to an environment that runs another one, to be begun right behind it: a place is
   * never waited for, and it is the same execution for all limits.
   *
   * @returns `undefined` when it has not begun: nobody could take it, or it was taken back.
   * @throws Unavailable as `invoke` does.
   */
  invokeAhead(invocation: Invocation): Promise<InvocationResult | undefined>
  /** What functions of a runtime need and this machine does not have, in words. */
  lacks(runtime: string): Promise<string | undefined>
  /**
   * Ends the environments of a function that changed or went, each after its current invocation.
   * @param scope - `everywhere` for a function of the development directory.
   * @param version - `$LATEST` or a number; without it, all of them.
   */
  retire(scope: Scope | 'everywhere', functionName: string, version?: string): void
  /** How many environments there may be at once; asynchronous work beyond it should stay queued. */
  readonly maxEnvironments: number
  /** What exists now, for metrics. */
  environments(): { readonly busy: number; readonly idle: number }
  /** The environments of this machine, longest unused first; containers of others are not among them. */
  describe(): readonly EnvironmentDescription[]
  /** Ends the processes of all environments; invocations that still run fail with `Unavailable`. */
  stop(): Promise<void>
}
