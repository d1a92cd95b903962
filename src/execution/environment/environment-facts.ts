import type { InitializationType } from '../logs/platform-events.ts'

/** What can be told of an environment at any time. */
export type EnvironmentFacts = {
  readonly initializationType: InitializationType
  /** Its process is being started, or initialises its function. */
  readonly isStarting: boolean
  /** Absent while there is no process. */
  readonly pid?: number
  /** Its process and all that it started; 0 where the system does not tell. */
  readonly memoryBytes: number
  readonly peakMemoryBytes: number
  /** The current one included. */
  readonly invocations: number
  /** Absent until the init is done, and when it took too long and was tried again. */
  readonly initDurationMs?: number
  readonly logGroup: string
  readonly logStream: string
}
