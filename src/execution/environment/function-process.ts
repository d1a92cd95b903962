import type { FunctionConfiguration } from '../../domain/function.ts'
import type { ExtensionStatus } from '../extensions/extension-session.ts'
import type { OutputSink } from '../logs/output-lines.ts'
import type { RuntimeProcess } from './runtime-process.ts'

/** What an environment needs of the process that runs its code. */
export type FunctionProcess = Pick<
  RuntimeProcess,
  | 'startedAtMs'
  | 'hasStarted'
  | 'isAlive'
  | 'pid'
  | 'peakMemoryBytes'
  | 'measureMemoryBytes'
  | 'gone'
  | 'adopt'
  | 'exchange'
  | 'takesAhead'
  | 'exchangeAhead'
  | 'recall'
  | 'next'
  | 'freeze'
  | 'kill'
>

export type ProcessRequest = {
  readonly configuration: FunctionConfiguration
  readonly variables: Readonly<Record<string, string>>
  readonly taskRoot: string
  /** What stands for `/opt`; absent for a function without layers. */
  readonly layersRoot?: string
  readonly account: string
  /** How long its extensions have to register. */
  readonly initLimitMs: number
  /** Lines of the platform's own for the function's log. */
  readonly note: (line: string) => void
  /** How the init of its extensions ended. */
  readonly report: (statuses: readonly ExtensionStatus[]) => void
  /** Takes what extensions print. */
  readonly output: OutputSink
}

/** Starts what runs a function's code; how depends on its runtime. */
export type StartProcess = (request: ProcessRequest) => Promise<FunctionProcess>
