import type { FunctionConfiguration } from '../domain/function.ts'
import { runtimeFamily } from '../domain/runtime.ts'
import type { Logger } from '../platform/logger.ts'
import type { RuntimeProcess } from './environment/runtime-process.ts'

/** A function whose environment runs under the inspector. */
export type InspectedFunction = { readonly name: string; readonly port: number }

export type Inspection = {
  concerns(configuration: FunctionConfiguration): boolean
  /** Why the function cannot be debugged, and so is not run. */
  problemWith(configuration: FunctionConfiguration): string | undefined
  /** One after the other, so that one environment serves all and the debugger stays with it. */
  inTurn<T>(configuration: FunctionConfiguration, work: () => Promise<T>): Promise<T>
  /** Starts a process once the one before has let go of the port. */
  start(
    configuration: FunctionConfiguration,
    launch: (port: number) => RuntimeProcess,
  ): Promise<RuntimeProcess>
  /** A time-out, suspended while somebody debugs. */
  limit(configuration: FunctionConfiguration, ms: number): number
}

/** Weeks: the longest that a timer takes. */
const SUSPENDED_MS = 2 ** 31 - 1

export function createInspection(
  inspected: InspectedFunction | undefined,
  log: Logger,
): Inspection {
  let turn: Promise<unknown> = Promise.resolve()
  let last: RuntimeProcess | undefined
  const concerns = ({ functionName }: FunctionConfiguration) => functionName === inspected?.name

  return {
    concerns,
    problemWith(configuration) {
      const { functionName, runtime, code } = configuration
      if (!concerns(configuration)) return undefined
      if (code.kind !== 'image' && runtimeFamily(runtime) === 'nodejs') return undefined
      const what = code.kind === 'image' ? 'an image' : runtime
      return `BUSBAR_INSPECT names ${functionName}, which is ${what}: the inspector is for Node.js functions only.`
    },
    inTurn(configuration, work) {
      if (!concerns(configuration)) return work()
      const mine = turn.then(work)
      turn = mine.catch(() => {})
      return mine
    },
    async start(configuration, launch) {
      last?.kill()
      await last?.gone
      const port = inspected?.port ?? 0
      last = launch(port)
      const { functionName } = configuration
      log.info('A function waits for a debugger', {
        function: functionName,
        inspector: `127.0.0.1:${port}`,
      })
      return last
    },
    limit: (configuration, ms) => (concerns(configuration) ? SUSPENDED_MS : ms),
  }
}
