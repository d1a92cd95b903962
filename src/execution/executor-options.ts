import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { Random } from '../platform/random.ts'
import type { Timers } from '../platform/timers.ts'
import type { FunctionLogs } from '../store/function-logs.ts'
import type { CodeCache } from './code/code-cache.ts'
import type { LayerSets } from './code/layer-sets.ts'
import type { InspectedFunction } from './inspection.ts'
import type { PythonInterpreters } from './runtimes/python-interpreters.ts'

export type ExecutorDeps = {
  readonly code: CodeCache
  readonly layerSets: LayerSets
  readonly logs: FunctionLogs
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Logger
}

export type ExecutorOptions = {
  /** Where running processes are recorded and functions have their temporary files; see killSurvivors. */
  readonly stateDirectory: string
  /** Where a function's AWS SDK calls go: this server. Asked at each cold start. */
  readonly endpointUrl: () => string
  /** Marks the AWS SDK calls of functions: they are served while the server stops. */
  readonly sessionToken: string
  /** The secret key that functions of an account sign with. */
  readonly secretOf: (account: string) => string
  readonly maxEnvironments: number
  /** Virtual time. @default 600_000 */
  readonly idleMs?: number
  /** Virtual time; a busy environment ends after its invocation. @default 14_400_000 */
  readonly lifetimeMs?: number
  /** Whether processes stand still between two invocations, as on AWS. @default false */
  readonly freezes?: boolean
  /** Real time: an init that takes longer is tried again inside the invocation. @default 10_000 */
  readonly initLimitMs?: number
  /** A function to run under the inspector. */
  readonly inspect?: InspectedFunction
  /** @default those of this machine */
  readonly pythons?: PythonInterpreters
}
