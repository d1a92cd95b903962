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

/** An environment on this machine. */
export type LocalEnvironment = Environment & { facts(): EnvironmentFacts }
