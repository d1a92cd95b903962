import type { Invocation, InvocationResult } from '../executor.ts'
import type { EnvironmentFacts } from './environment-facts.ts'

/**
 * Where one version of a function runs: init, then one invocation after the other, until its end.
 * An implementation knows how the code is run; the executor only when.
 */
export type Environment = {
  /** False once it can take no further invocation: its process crashed, was killed or was ended. */
  readonly isUsable: boolean
  /**
   * The first invocation includes the init. One at a time.
   * @throws Unavailable when the environment was ended meanwhile, or no process could be started.
   */
  invoke(invocation: Invocation): Promise<InvocationResult>
  /**
   * Ends it at once; an invocation that runs fails with `Unavailable`. Resolves when nothing is left of
   * it, and never rejects.
   */
  end(): Promise<void>
}

/** AWS's code for an init ahead of any invocation that ends in an error, a crash or a time-out. */
export const INIT_FAILURE = 'FUNCTION_ERROR_INIT_FAILURE'

/** One that this server starts itself. */
export type LocalEnvironment = Environment & {
  /**
   * The init ahead of any invocation, with more time than it has on demand.
   *
   * @returns AWS's code for what went wrong, and the environment is ended then; `undefined` when it can take
   *   invocations.
   * @throws Unavailable as `invoke` does.
   */
  initialise(): Promise<string | undefined>
  facts(): EnvironmentFacts
}
