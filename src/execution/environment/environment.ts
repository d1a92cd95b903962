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
  /**
   * How many invocations may be handed over while another one runs, to begin one after the other without waiting for
   * this server: none unless those before were so short that they cost each other no time to speak of.
   */
  readonly mostAhead: number
  /** Whether one more may be handed over now. */
  readonly hasRoomAhead: boolean
  /**
   * Hands an invocation over while another one runs; to be called while there is room.
   *
   * @returns `undefined` when it has not begun and never will: its process is gone, or it was recalled.
   * @throws Unavailable as `invoke` does.
   */
  invokeAhead(invocation: Invocation): Promise<InvocationResult | undefined>
  /** Takes back what was handed over and has not begun. */
  recall(): void
  facts(): EnvironmentFacts
}
