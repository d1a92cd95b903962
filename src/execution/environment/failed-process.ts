import type { Timers } from '../../platform/timers.ts'
import type { FunctionProcess } from './function-process.ts'

type Failure =
  | { readonly type: 'timed-out' }
  | { readonly type: 'invalid-entrypoint'; readonly reason: string }
  | { readonly type: 'extension-failed'; readonly errorType: string; readonly reason: string }

/** Stands for a process that was not started, because of the function's own code or its extensions. */
export function failedProcess(
  timers: Timers,
  failure: Failure,
  gone: Promise<void> = Promise.resolve(),
): FunctionProcess {
  return {
    startedAtMs: timers.mono(),
    hasStarted: true,
    isAlive: false,
    pid: undefined,
    peakMemoryBytes: 0,
    measureMemoryBytes: () => 0,
    gone,
    adopt: () => {},
    exchange: async () => ({ ...failure, durationMs: 0, atMs: timers.mono() }),
    takesAhead: false,
    exchangeAhead: async () => undefined,
    recall: () => {},
    next: () => {},
    freeze: () => {},
    kill: () => {},
  }
}
