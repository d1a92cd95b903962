import type { Timers } from '../../platform/timers.ts'
import type { FunctionProcess } from './function-process.ts'

/** Stands for a process that could not be started because of the function's own code. */
export function failedProcess(timers: Timers, reason: string): FunctionProcess {
  return {
    startedAtMs: timers.mono(),
    hasStarted: true,
    isAlive: false,
    pid: undefined,
    peakMemoryBytes: 0,
    measureMemoryBytes: () => 0,
    gone: Promise.resolve(),
    adopt: () => {},
    exchange: async () => ({
      type: 'invalid-entrypoint',
      reason,
      durationMs: 0,
      atMs: timers.mono(),
    }),
    takesAhead: false,
    exchangeAhead: async () => undefined,
    recall: () => {},
    next: () => {},
    freeze: () => {},
    kill: () => {},
  }
}
